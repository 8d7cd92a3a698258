import { describe, expect, test } from "vitest";
import { freeNames } from "../../kernel-lib/src/app/free-names.ts";
import { liftFunction } from "../../kernel-lib/src/app/lift-function.ts";
import { LabError } from "../../kernel-lib/src/base/lab-error.ts";

const evaluate = (expression: string) =>
  new Function(`"use strict"; return (${expression});`)() as (input: never) => unknown;
const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
  return "no error";
};

describe("a lifted function means the same", () => {
  test.each([
    ["arrow", (n: number) => n + 1],
    [
      "with locals of its own",
      (n: number) => {
        const table = [1, 2, 3];
        const add = (a: number, b: number) => a + b;
        return table.reduce(add, n);
      },
    ],
    [
      "function",
      function double(n: number): number {
        return n > 100 || n === 0 ? n : double(n * 2);
      },
    ],
    [
      "method",
      {
        method(n: number) {
          return n * 3;
        },
      }.method,
    ],
    ["globals", (n: number) => Math.max(n, JSON.parse("4"))],
  ])("%s", (_, fn) => {
    const lifted = evaluate(liftFunction("arm", fn).expression) as (n: number) => unknown;
    for (const n of [0, 1, 7]) expect(lifted(n)).toBe((fn as (n: number) => unknown)(n));
  });
});

describe("what cannot be lifted is refused by name", () => {
  const outside = [1, 2, 3];
  test("a variable of the same cell", () => {
    expect(() => liftFunction("mine", (n: number) => outside[n])).toThrow(/arm "mine" uses `outside`/);
    expect(codeOf(() => liftFunction("mine", (n: number) => outside[n]))).toBe("captured-variable");
  });
  test("a variable of an earlier cell, as the kernel shows it", () => {
    const cell = new Function("exports", "return (n) => exports.table[n] + exports.other");
    expect(() => liftFunction("mine", cell({}))).toThrow(/`other`, `table`/);
  });
  test.each([
    ["native", JSON.parse, "not-liftable"],
    ["bound", ((n: number) => n).bind(null), "not-liftable"],
    ["class", class Thing {}, "not-liftable"],
    ["text", "n => n", "not-a-function"],
    ["nothing", null, "not-a-function"],
  ])("%s", (_, fn, code) => expect(codeOf(() => liftFunction("mine", fn))).toBe(code));
});

describe("free names", () => {
  test.each([
    ["(a) => a + b", ["b"]],
    ["(a, b = c) => { let d = a; return d + b }", ["c"]],
    ["({ x, ...rest }) => rest[x]", []],
    ["(s) => s.exports.x + o.exports", ["o"]],
    ["function f(n) { return n ? f(n - 1) : arguments.length }", []],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a function, which has the template
    ["(x) => `${x} ${y}`", ["y"]],
    ["(x) => { try { return x() } catch (e) { return e } }", []],
  ])("%s", (text, names) => expect(freeNames(text)).toEqual(names));
});
