import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadNative } from "../../kernel-lib/src/framework/native/load-native.ts";
import { nativeOperations } from "../../kernel-lib/src/framework/native/native-operations.ts";
import { operationsWith } from "../../kernel-lib/src/framework/native/operations.ts";
import { twins } from "../../kernel-lib/src/framework/native/twins.ts";
import { operationsConformance } from "../conformance/operations.ts";
import { holds } from "../holds.ts";

const { functions } = loadNative();
const twin = operationsWith(twins);

operationsConformance("twin", twin);
operationsConformance("auto", nativeOperations());
if (functions !== null) operationsConformance("native", operationsWith(functions));

/** The answer, or the code and the data of the error. */
function outcome(work: () => unknown): unknown {
  try {
    return { answer: work() };
  } catch (error) {
    const { code, data } = error as { code?: string; data?: unknown };
    if (code === undefined) throw error;
    return { code, data };
  }
}

const ascii = (text: string) => Buffer.from(text, "latin1");

/** Heads that are nearly right: pieces of the grammar, and pieces that do not belong there. */
const nearlyHead = fc
  .tuple(
    fc.constantFrom("", "\r\n", "\n", "\r", " "),
    fc.constantFrom("GET", "POST", "M-SEARCH", "", "G T", "\u00e4", "GETT"),
    fc.constantFrom(" ", "  ", "\t", ""),
    fc.oneof(fc.constantFrom("/", "*", "/a?b", "", "/\u00c3\u00bc", "/\u00ff", "/\u007f"), fc.webPath()),
    fc.constantFrom(" HTTP/1.1", " HTTP/1.0", " HTTP/1.2", " HTTP/1.", " HTTP/2", " http/1.1", ""),
    fc.constantFrom("\r\n", "\n", "\r", " \r\n"),
    fc.array(
      fc.tuple(
        fc.constantFrom("Host", "x-a", "", "A B", "\u00e4", "a|b~"),
        fc.constantFrom(":", ": ", ":\t ", " :", ""),
        fc.constantFrom("", "x", "a b ", "\u00ff\u0080", "a\u0000b", "\u007f", "a\tb\t", "a".repeat(70)),
        fc.constantFrom("\r\n", "\n", "\r", "\r\n ", "\r\r\n"),
      ),
      { maxLength: 5 },
    ),
    fc.constantFrom("\r\n", "\n", "", "\r", "\r\nbody"),
  )
  .map((parts) => ascii(parts.flat(2).join("")));

const aHead = ascii(
  "POST /users/42?x=1 HTTP/1.1\r\nHost: example.org\r\nAccept: application/json, */*\r\nCookie: a=b; c=d \r\nX-Y:\r\n\r\n{}",
);

/** A right head of which some bytes were changed, and of which some may be lacking at the end. */
const spoilt = (whole: Buffer) =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 3 }),
      fc.integer({ min: 0, max: whole.length }),
    )
    .map(([changes, length]) => {
      const bytes = Buffer.from(whole);
      for (const [place, byte] of changes) bytes[place] = byte;
      return bytes.subarray(0, length);
    });

const json = fc.json({ noUnicodeString: false, maxDepth: 4 }).map((text) => Buffer.from(text));
const someJson = Buffer.from('{"a":[1,-2.5e3,"x\\u00e4\\n",true,null],"__proto__":{"b":"ü😀"}, "c" : [ { } ] }');

const urls = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: fc.constantFrom("/", ":", "?", "#", "a", "1", "+", "ü", "\ud800", "@", ".") }),
);

describe.runIf(functions !== null)("native and twin agree", () => {
  const native = functions === null ? twin : operationsWith(functions);
  const agree = <Input>(inputs: fc.Arbitrary<Input>, ask: (of: typeof native, input: Input) => unknown, runs: number) =>
    holds(
      fc.property(inputs, (input) => {
        expect(outcome(() => ask(native, input))).toStrictEqual(outcome(() => ask(twin, input)));
      }),
      runs,
    );

  it("on heads, right, wrong and incomplete", async () => {
    await agree(nearlyHead, (of, bytes) => of.parseHttpHead(bytes), 3_000);
    await agree(spoilt(aHead), (of, bytes) => of.parseHttpHead(bytes), 3_000);
    await agree(fc.uint8Array({ maxLength: 64 }), (of, bytes) => of.parseHttpHead(bytes), 500);
  });

  it("on JSON", async () => {
    const parsed = (of: typeof native, bytes: Uint8Array) => {
      const result = outcome(() => of.parseJson(bytes));
      // The parsers' words differ; that they refuse may not.
      return "answer" in (result as object) ? { result, order: JSON.stringify(result) } : "refused";
    };
    await agree(json, parsed, 1_000);
    await agree(spoilt(someJson), parsed, 3_000);
    await agree(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ascii(`[${value}]`)),
      parsed,
      1_000,
    );
    await agree(fc.stringMatching(/^-?\d{1,25}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/).map(ascii), parsed, 1_000);
  });

  it("on URLs", () => agree(urls, (of, url) => of.urlPath(url), 3_000));

  it("on hashes", async () => {
    await agree(fc.string({ unit: "binary", maxLength: 100 }), (of, text) => of.hash(text), 1_000);
    await agree(
      fc.string({ unit: fc.constantFrom("\ud800", "\udfff", "a", "ü"), maxLength: 40 }),
      (of, text) => of.hash(text),
      500,
    );
    await agree(fc.integer({ min: 500, max: 1_100 }), (of, length) => of.hash("aü".repeat(length)), 50);
  });

  it("on the content that gzip packs", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.integer({ min: 1, max: 9 }), (content, level) => {
        for (const of of [native, twin]) expect(gunzipSync(of.gzip(content, level))).toEqual(Buffer.from(content));
      }),
      { numRuns: 100 },
    );
  });

  it("a reader of a string that was cut from another gets that string", () => {
    const whole = `xx${"/path/of/some/length".repeat(3)}?query`;
    expect(native.urlPath(whole.slice(2))).toBe(twin.urlPath(whole.slice(2)));
    expect(native.hash(whole.slice(2))).toBe(twin.hash(whole.slice(2)));
  });
});

describe("against what Node has", () => {
  it("the path is URL's, where there is nothing to normalise", () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const { pathname } = new URL(url);
        // URL resolves `.` and `..` and encodes; here the path stays as it was sent.
        fc.pre(url.includes(pathname) && !/\/\.{1,2}(\/|$|\?|#)|%2e/i.test(url));
        expect(twin.urlPath(url)).toBe(pathname);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("which implementation", () => {
  it("each kind answers, and is made once", () => {
    expect(nativeOperations()).toBe(nativeOperations("auto"));
    expect(nativeOperations("twin").hash("abc")).toBe(nativeOperations().hash("abc"));
  });

  it.runIf(functions === null)("the native kind is refused where there is no binary", () => {
    expect(() => nativeOperations("native")).toThrow(expect.objectContaining({ code: "native-missing" }));
  });
});
