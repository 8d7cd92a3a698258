import { LabError } from "../base/lab-error.js";
import { freeNames } from "./free-names.js";

/** A function as text that means the same in a module of its own. */
export interface LiftedFunction {
  /** A JavaScript expression whose value is the function. */
  readonly expression: string;
}

/**
 * Lifts a function written in a cell out of its process: its compiled text, checked to stand alone. In that text a captured variable
 * of an earlier cell reads `exports.x`, one of the same cell `x`; a function that captures any would read something else, or nothing,
 * in the process that times it.
 *
 * @throws LabError `captured-variable` if the text reads a name that it does not define, `not-liftable` if it is native, bound, a class or cannot be parsed.
 */
export function liftFunction(arm: string, fn: unknown): LiftedFunction {
  if (typeof fn !== "function")
    throw new LabError("not-a-function", `arm "${arm}" is ${fn === null ? "null" : `a ${typeof fn}`}, not a function`, {
      remedy: `write it as ${arm}: (input) => …`,
      data: { arm },
    });
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text))
    throw new LabError("not-liftable", `arm "${arm}" is a native or bound function, which has no text to take along`, {
      remedy: `wrap it: ${arm}: (input) => ${fn.name.replace(/^bound /, "") || "fn"}(input)`,
      data: { arm },
    });
  if (/^class\b/.test(text))
    throw new LabError("not-liftable", `arm "${arm}" is a class`, {
      remedy: `wrap it: ${arm}: (input) => new ${fn.name || "It"}(input)`,
      data: { arm },
    });
  const expression = [text, methodAsExpression(text)].find(parses);
  if (expression === undefined)
    throw new LabError("not-liftable", `the text of arm "${arm}" cannot be parsed on its own`, {
      remedy: `write it as ${arm}: (input) => …`,
      data: { arm, text },
    });
  const captured = freeNames(expression)
    .filter((name) => !(name in globalThis) && !provided.has(name))
    .map((name) => name.replace(/^exports\./, ""));
  if (captured.length > 0)
    throw new LabError(
      "captured-variable",
      `arm "${arm}" uses ${captured.map((name) => `\`${name}\``).join(", ")}, which ${captured.length === 1 ? "is" : "are"} defined outside of it`,
      {
        remedy:
          "pass it in inputs (each call gets one input) or define it inside the arm; a library is imported inside: " +
          `{ ${arm}: { prepare: async () => { const lib = await import("…"); return (input) => … } } }`,
        data: { arm, captured },
      },
    );
  return { expression };
}

/** What the module of a lifted function defines: the names that a compiled cell uses for `await import(…)`. */
export const provided: ReadonlySet<string> = new Set(["require", "__importStar", "__importDefault"]);

/** `name(x) { … }` and `async name(x) { … }` are expressions only inside an object. */
const methodAsExpression = (text: string) => `Object.values({ ${text} })[0]`;

function parses(expression: string): boolean {
  try {
    new Function(`"use strict"; return (${expression});`);
    return true;
  } catch {
    return false;
  }
}
