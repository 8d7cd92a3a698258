import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Operations } from "../../kernel-lib/src/framework/native/operations.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

/** What every implementation of Covet's operations must do. */
export function operationsConformance(name: string, operations: Operations): void {
  describe(`${name}: the head of a request`, () => {
    const parse = (text: string) => operations.parseHttpHead(bytes(text));

    it("gives all parts as sent", () => {
      const head = "POST /a/b?c=%20 HTTP/1.1\r\nHost: x.org\r\nX-Empty:\r\nx-empty: \t \r\nAccept:\t */* \t\r\nÜ: no";
      expect(() => parse(head)).toThrow(expect.objectContaining({ data: { part: "name of a header" } }));
      expect(parse(`${head.slice(0, head.lastIndexOf("Ü"))}X: \xfc\r\n\r\nbody`)).toEqual({
        method: "POST",
        target: "/a/b?c=%20",
        minorVersion: 1,
        headers: ["Host", "x.org", "X-Empty", "", "x-empty", "", "Accept", "*/*", "X", "\xfc"],
        length: head.lastIndexOf("Ü") + "X: \xfc\r\n\r\n".length,
      });
    });

    it("takes HTTP/1.0, no headers, bare line feeds and empty lines before", () => {
      expect(parse("GET / HTTP/1.0\r\n\r\n")).toMatchObject({ minorVersion: 0, headers: [] });
      expect(parse("\r\n\nGET / HTTP/1.1\nA:b\n\n")).toMatchObject({ method: "GET", headers: ["A", "b"], length: 23 });
    });

    it("asks for more at every place before the end", () => {
      const head = "GET /a HTTP/1.1\r\nHost: x\r\nA: b c \r\n\r\n";
      for (let length = 0; length < head.length; length++) expect(parse(head.slice(0, length))).toBeNull();
      expect(parse(head)).toMatchObject({ length: head.length });
    });

    it.each([
      ["method or target", " / HTTP/1.1\r\n\r\n"],
      ["method or target", "GE(T / HTTP/1.1\r\n\r\n"],
      ["method or target", "GET  / HTTP/1.1\r\n\r\n"],
      ["method or target", "GET /\xff HTTP/1.1\r\n\r\n"],
      ["method or target", "GET /\0 HTTP/1.1\r\n\r\n"],
      ["version", "GET / HTTP/2.0\r\n\r\n"],
      ["version", "GET / HTTP/1.2\r\n\r\n"],
      ["version", "GET / http/1.1\r\n\r\n"],
      ["end of a line", "GET / HTTP/1.1 \r\n\r\n"],
      ["end of a line", "GET / HTTP/1.1\r\r\n"],
      ["name of a header", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"],
      ["name of a header", "GET / HTTP/1.1\r\n: x\r\n\r\n"],
      ["name of a header", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"],
      ["value of a header", "GET / HTTP/1.1\r\nA: b\0\r\n\r\n"],
      ["value of a header", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"],
    ])("refuses a wrong %s: %j", (part, head) => {
      expect(() => parse(head)).toThrow(expect.objectContaining({ code: "invalid-http-head", data: { part } }));
    });

    it("takes 100 headers and refuses 101", () => {
      const head = (count: number) => `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(count)}\r\n`;
      expect(parse(head(100))?.headers).toHaveLength(200);
      expect(() => parse(head(101))).toThrow(expect.objectContaining({ data: { part: "number of headers" } }));
    });

    it("reads only the view that it is given", () => {
      const memory = bytes("xxGET / HTTP/1.1\r\n\r\nyy");
      const view = new Uint8Array(memory.buffer, memory.byteOffset + 2, 18);
      expect(operations.parseHttpHead(view)).toMatchObject({ method: "GET", length: 18 });
    });
  });

  describe(`${name}: JSON`, () => {
    const parse = (text: string) => operations.parseJson(Buffer.from(text, "utf8"));

    it.each([
      ...["null", "true", " false\n", "0", "-0", "-1.5e+3", "1e400", "-1e400", "1e-400", "9007199254740993"],
      ...["2147483647", "2147483648", "-2147483649", "123456789", "1234567890", "0.1", "5e-324", "1E2"],
      ...[
        '""',
        '"a\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041"',
        '"\\ud83d\\ude00"',
        '"\\ud800"',
        '"\\udc00x"',
        '"äöü😀"',
        '"\u2028\u007f"',
      ],
      ...[
        "[]",
        "[[],[[]]]",
        "{}",
        '{"a":{"b":[1,{"c":null}]}}',
        " [ 1 , 2 ] ",
        '{"a":1,"a":2,"b":3}',
        '{"2":1,"1":2,"":3}',
      ],
      ...['{"ä":1,"😀":2,"\\u0061":3}', '{"__proto__":1}', '{"__proto__":{"x":1},"constructor":2,"toString":3}'],
      ...['{"\\u005f_proto__":{"x":1}}', '[{"x":1},{"x":2},{"y":{"x":3}}]'],
    ])("gives what JSON.parse gives for %j", (text) => {
      const expected: unknown = JSON.parse(text);
      expect(parse(text)).toStrictEqual(expected);
      expect(JSON.stringify(parse(text))).toBe(JSON.stringify(expected));
    });

    it("makes plain objects, whatever their names", () => {
      const value = parse('{"__proto__":{"polluted":1},"a":1}') as Record<string, unknown>;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.hasOwn(value, "__proto__")).toBe(true);
      expect(Object.getOwnPropertyDescriptor(value, "__proto__")).toMatchObject({ writable: true, configurable: true });
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    });

    it("takes any depth", () => {
      const depth = 5_000;
      let value = parse(`${"[".repeat(depth)}7${"]".repeat(depth)}`);
      for (let level = 0; level < depth; level++) value = (value as unknown[])[0];
      expect(value).toBe(7);
    });

    it.each([
      ...["", " ", "nul", "truex", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity"],
      ...['"', '"\\', '"\\x"', '"\\u12"', '"\\u12g4"', '"\n"', '"\0"', "'a'"],
      ...[
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "]",
        "[1]]",
        "[1}",
        "{",
        "{}}",
        '{"a"',
        '{"a":',
        '{"a":1',
        '{"a":1,',
        '{"a":1,}',
      ],
      ...["{a:1}", "{1:1}", '{"a" 1}', '{"a":1 "b":2}', '{"a":1]', "// c\n1", "\ufeff1", "\u00a01", "1\0", "\v1"],
    ])("refuses %j", (text) => {
      expect(() => JSON.parse(text)).toThrow();
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: "invalid-json", cause: expect.any(Error) }));
    });

    it.each([[[0x22, 0xff, 0x22]], [[0x22, 0xc3, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0x31, 0xc0, 0x80]]])(
      "refuses bytes that are not UTF-8: %j",
      (raw) => {
        expect(() => operations.parseJson(Uint8Array.from(raw))).toThrow(
          expect.objectContaining({ code: "invalid-json" }),
        );
      },
    );

    it("keeps a replacement character that was sent", () => expect(parse('"\ufffd"')).toBe("\ufffd"));
  });

  describe(`${name}: the path of a URL`, () => {
    it.each([
      ["/", "/"],
      ["/a/b?c/d", "/a/b"],
      ["/a#b?c", "/a"],
      ["//a/b", "//a/b"],
      ["/%41/\ud800ü😀?x", "/%41/\ud800ü😀"],
      ["http://h", "/"],
      ["http://h?x/y", "/"],
      ["http://h#x/y", "/"],
      ["http://u:p@h:80/a/../b;c?d", "/a/../b;c"],
      ["HTTP+x-1.2://[::1]/a", "/a"],
      ["file:///etc", "/etc"],
      [`/${"a".repeat(2_000)}?`, `/${"a".repeat(2_000)}`],
      [`http://h/${"ü".repeat(600)}#`, `/${"ü".repeat(600)}`],
      [`http://${"h".repeat(65_528)}/a`, "/a"],
    ])("of %j", (url, path) => expect(operations.urlPath(url)).toBe(path));

    it.each([
      "",
      "*",
      "a/b",
      "?a",
      "h:80",
      "http:/a",
      "http:a",
      "1a://h/",
      "+://h/",
      "ü://h/",
      "[://h/",
      "{://h/",
      "mailto:a@b",
    ])("refuses %j", (url) =>
      expect(() => operations.urlPath(url)).toThrow(expect.objectContaining({ code: "invalid-url" })),
    );

    it("refuses an endless authority, and does not repeat it", () => {
      expect(() => operations.urlPath(`http://${"h".repeat(65_529)}/a`)).toThrow(/^.{0,400}$/s);
    });
  });

  describe(`${name}: gzip`, () => {
    it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("level %i gives the format that Node reads", (level) => {
      for (const size of [0, 1, 2_500, 300_000]) {
        const content = Buffer.from(Array.from({ length: size }, (_, place) => (place * place) % 251));
        const packed = operations.gzip(content, level);
        expect(gunzipSync(packed).equals(content)).toBe(true);
      }
    });

    it("gives memory of its own", () => {
      const first = operations.gzip(bytes("first"), 6);
      operations.gzip(bytes("second"), 6);
      expect(gunzipSync(first).toString()).toBe("first");
    });

    it.each([0, 10, 12, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses level %d", (level) => {
      expect(() => operations.gzip(bytes("a"), level)).toThrow(
        expect.objectContaining({ code: "invalid-compression-level", data: { level } }),
      );
    });
  });

  describe(`${name}: the hash`, () => {
    // From a third implementation, written from the specification in Python, over `text.encode("utf-16-le")`.
    it.each([
      ["", 46947589],
      ["a", 428027730],
      ["abc", 3115677822],
      ["abcdefgh", 3907555939],
      ["user:42:profile-ü-😀-end", 402545605],
    ])("of %j", (text, expected) => expect(operations.hash(text)).toBe(expected));

    it("sees every unit and their order", () => {
      const texts = ["a", "b", "ab", "ba", "abcdefgh", "abcdefgi", "bacdefgh", "a\0", "\0a", "\ud800", "\udc00", "ü"];
      const long = Array.from({ length: 600 }, (_, place) => `${"x".repeat(place)}y${"x".repeat(599 - place)}`);
      const all = [...texts, ...long];
      expect(new Set(all.map((text) => operations.hash(text))).size).toBe(all.length);
    });
  });
}
