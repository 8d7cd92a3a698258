/**
 * What section 1 times: the eight operations that the source report did in Rust. Every arm is given the same bytes (or, for URLs and hashes, the
 * same fresh strings), does the whole operation, and hands over values of its own language: all strings of a head, all values of a JSON text.
 *
 * `covet` is the Rust function through Node-API, `twin` the same in TypeScript (for JSON and gzip that is what Node has), `python` what the
 * source report timed.
 */
import { crc32, gunzipSync } from "node:zlib";
import {
  type ArmSpec,
  type Body,
  CannotHold,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  emptyCall,
  emptyCallTwin,
  type HttpHead,
  type Json,
  nativeOperations,
  nativeStatus,
  type Observation,
  type Operations,
  type ScenarioSpec,
} from "kernel-lib";
import { listDocuments, smallDocuments } from "../../datasets/native/documents.ts";
import { complexPosts, simpleGets } from "../../datasets/native/heads.ts";
import { absoluteUrls } from "../../datasets/native/urls.ts";

/** The usual level, and the same for every arm. */
const gzipLevel = 6;

/** What a case's arms build themselves from: inputs are places in `texts` where operations take bytes. */
interface Setup {
  readonly texts: readonly string[];
  /** A hash that no input of the case has: comparing with it, a timed body uses its hash without knowing which it must be. */
  readonly never: number;
}

const setupOf = (given: CaseInput): Setup => given.setup as unknown as Setup;
const buffersOf = (given: CaseInput): Buffer[] => setupOf(given).texts.map((text) => Buffer.from(text, "latin1"));
const at = (buffers: readonly Buffer[], place: number): Buffer => buffers[place] ?? Buffer.alloc(0);

type Users = { readonly users: readonly { readonly id: number }[] };

/** Of every string that is not in a list: what a timed body does not use, the engine may leave out. */
const foldOfHead = (method: string, target: string, headers: readonly string[]): number =>
  1_000 * headers.length + 100 * method.length + target.length + (headers[headers.length - 1] ?? "").length;
const foldOfPath = (path: string): number => 1_000 * path.length + path.charCodeAt(path.length - 1);
const foldOfUsers = ({ users }: Users): number => users.length + (users[users.length - 1]?.id ?? 0);

/** Of a gzip file: the checksum of its content, which stands before its last four bytes (RFC 1952). */
const checksumOf = (packed: Uint8Array): number => {
  const end = packed.length;
  return (
    (packed[end - 8] ?? 0) |
    ((packed[end - 7] ?? 0) << 8) |
    ((packed[end - 6] ?? 0) << 16) |
    ((packed[end - 5] ?? 0) << 24)
  );
};

/** What there is to say of a hash whatever the function: equal strings have equal ones, and the last character counts. */
const answerOfHash = (hash: (text: string) => number, text: string): Json => ({
  length: text.length,
  equalForEqual: hash(text) === hash(Buffer.from(text).toString()),
  seesTheLast: hash(text) !== hash(`${text.slice(0, -1)}~`),
});

function headBody(given: CaseInput, parse: (bytes: Buffer) => HttpHead | null): Body {
  const buffers = buffersOf(given);
  const parsed = (place: number): HttpHead => {
    const head = parse(at(buffers, place));
    if (head === null) throw new TypeError(`head ${place} is not complete`);
    return head;
  };
  return {
    run: (place: number) => {
      const head = parsed(place);
      return foldOfHead(head.method, head.target, head.headers);
    },
    answer: (place: number) => {
      const { length: _, ...head } = parsed(place);
      return head as unknown as Json;
    },
  };
}

function jsonBody(given: CaseInput, parse: (bytes: Buffer) => unknown): Body {
  const buffers = buffersOf(given);
  const answer = (place: number): Json => parse(at(buffers, place)) as Json;
  if (given.case === "json-small")
    return { run: (place: number) => (parse(at(buffers, place)) as { id: number }).id, answer };
  return { run: (place: number) => foldOfUsers(parse(at(buffers, place)) as Users), answer };
}

function gzipBody(given: CaseInput, gzip: (bytes: Buffer) => Uint8Array): Body {
  const buffers = buffersOf(given);
  return {
    run: (place: number) => checksumOf(gzip(at(buffers, place))),
    answer: (place: number) => {
      const content = gunzipSync(gzip(at(buffers, place)));
      return { crc: crc32(content), size: content.length };
    },
  };
}

function hashBody(given: CaseInput, hash: (text: string) => number): Body {
  const { never } = setupOf(given);
  return {
    run: (text: string) => (hash(text) === never ? -1 : text.length),
    answer: (text: string) => answerOfHash(hash, text),
  };
}

const urlBody = (path: (url: string) => string): Body => ({
  run: (url: string) => foldOfPath(path(url)),
  answer: (url: string) => path(url),
});

function bodyOf(operations: Operations, given: CaseInput, empty: () => number): Body {
  switch (given.case) {
    case "empty-call":
      return { run: empty, answer: empty };
    case "http-get":
    case "http-post":
      return headBody(given, operations.parseHttpHead);
    case "json-small":
    case "json-medium":
    case "json-large":
      return jsonBody(given, operations.parseJson);
    case "url-path":
      return urlBody(operations.urlPath);
    case "gzip":
      return gzipBody(given, (bytes) => operations.gzip(bytes, gzipLevel));
    case "hash":
      return hashBody(given, operations.hash);
    default:
      throw new CannotHold(`there is no operation ${given.case}`);
  }
}

/** Mean size of the packed texts; the answer is what they unpack to. */
function sizes(given: CaseInput, operations: Operations): Observation {
  const packed = buffersOf(given).map((bytes) => operations.gzip(bytes, gzipLevel));
  const total = packed.reduce((sum, each) => sum + each.length, 0);
  return { figures: { size: total / packed.length }, answer: packed.map((each) => crc32(gunzipSync(each))) };
}

function rust(): Operations {
  const { state, reason } = nativeStatus();
  if (state === "missing") throw new Error(`the native binary is missing: ${reason}`);
  return nativeOperations("native");
}

/** http-parser-js as its README uses it, one parser made ready again for each request. */
async function httpParserJs(given: CaseInput): Promise<Body> {
  const { HTTPParser, methods } = await import("http-parser-js");
  let found: { method: number; url: string; versionMinor: number; headers: string[] } | undefined;
  const parser = new HTTPParser(HTTPParser.REQUEST);
  const ready = () => {
    parser.reinitialize(HTTPParser.REQUEST);
    // `reinitialize` is the constructor: it makes the fields anew, and leaves callbacks as they are.
    found = undefined;
  };
  parser[HTTPParser.kOnHeadersComplete] = ((info: NonNullable<typeof found>) => {
    found = info;
  }) as never;
  return headBody(given, (bytes) => {
    ready();
    const length = parser.execute(bytes);
    if (length instanceof Error) throw length;
    if (found === undefined) return null;
    const { method, url, versionMinor, headers } = found;
    return {
      method: methods[method] ?? "",
      target: url,
      minorVersion: versionMinor as 0 | 1,
      headers,
      length: bytes.length,
    };
  });
}

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet (Rust)",
    language: "typescript",
    features: { checksCharacters: true, crossesIntoNativeCode: true },
    note: "The Rust function through Node-API (httparse, libdeflate, XXH32, a JSON reader that makes values while reading); strings of a head are cut from one.",
    // `emptyCall` is the binary's where there is one, and `rust()` refuses where there is none.
    prepare: (given) => bodyOf(rust(), given, emptyCall),
    observe: (given) => sizes(given, rust()),
  },
  {
    name: "twin",
    label: "Covet's twin (TypeScript)",
    language: "typescript",
    features: { checksCharacters: true, crossesIntoNativeCode: false },
    note: "The same function in TypeScript; JSON.parse after decoding for JSON, node:zlib for gzip, both of which are C++ inside Node.",
    prepare: (given) => bodyOf(nativeOperations("twin"), given, emptyCallTwin),
    observe: (given) => sizes(given, nativeOperations("twin")),
  },
  {
    name: "http-parser-js",
    language: "typescript",
    package: "http-parser-js",
    features: { checksCharacters: true, crossesIntoNativeCode: false },
    note: "The former parser of Node in JavaScript, one parser made ready again for each request; it also keeps track of the body to come.",
    prepare: httpParserJs,
  },
  {
    name: "node-url",
    label: "URL of Node",
    language: "typescript",
    features: { crossesIntoNativeCode: true },
    note: "new URL(url).pathname, which also checks and normalises all parts of the URL.",
    prepare: () => urlBody((url) => new URL(url).pathname),
  },
  {
    name: "python",
    label: "Python",
    language: "python",
    script: "native.py",
    features: { checksCharacters: false },
    note: "What the source report timed: a plain split for heads (no character is checked), json.loads, urllib.parse.urlsplit, gzip.compress, hash().",
  },
  {
    name: "httptools",
    label: "httptools (Python)",
    language: "python",
    package: "httptools",
    script: "native.py",
    features: { checksCharacters: true },
    note: "Node's parser llhttp in C with callbacks into Python, what uvicorn uses; a new parser for each request, as uvicorn has for each connection.",
  },
];

/** Cases whose inputs are places in a list of texts: each arm makes bytes of them before the clock starts. */
function ofTexts(
  name: string,
  title: string,
  kind: CaseSpec["kind"],
  peers: readonly string[],
  make: () => readonly { readonly text: string; readonly expected: Json }[],
): CaseSpec {
  return {
    name,
    title,
    kind,
    arms: ["covet", "twin", ...peers, "python"],
    load: () => {
      const all = make();
      return {
        setup: { texts: all.map(({ text }) => text), never: 0 },
        inputs: all.map((_, place) => place),
        expected: all.map(({ expected }) => expected),
      };
    },
  };
}

const parsed = (text: string) => ({ text, expected: JSON.parse(text) as Json });
const heads = (made: ReturnType<typeof simpleGets>) => made as unknown as { text: string; expected: Json }[];
const headPeers = ["http-parser-js", "httptools"];
const mediumDocuments = () => listDocuments(16, 2_500);

const cases: readonly CaseSpec[] = [
  ofTexts("http-get", "Simple GET Request", "allocation", headPeers, () => heads(simpleGets(64))),
  ofTexts("http-post", "Complex POST Request", "allocation", headPeers, () => heads(complexPosts(64))),
  ofTexts("json-small", "Small JSON (53 bytes)", "allocation", [], () => smallDocuments(64).map(parsed)),
  ofTexts("json-medium", "Medium JSON (2.5KB)", "allocation", [], () => mediumDocuments().map(parsed)),
  ofTexts("json-large", "Large JSON (65KB)", "allocation", [], () => listDocuments(4, 65_000).map(parsed)),
  {
    name: "url-path",
    title: "URL Path Extraction",
    kind: "cpu",
    delivery: "fresh",
    arms: ["covet", "twin", "node-url", "python"],
    load: () => {
      const all = absoluteUrls(1_024);
      return { setup: null, inputs: all.map(({ url }) => url), expected: all.map(({ path }) => path) };
    },
  },
  ofTexts("gzip", "Gzip Compression, the medium JSON", "cpu", [], () =>
    mediumDocuments().map((text) => ({ text, expected: { crc: crc32(text), size: text.length } })),
  ),
  {
    name: "hash",
    title: "String Hashing",
    kind: "cpu",
    delivery: "fresh",
    arms: ["covet", "twin", "python"],
    load: () => {
      const inputs = absoluteUrls(1_024).map(({ path }) => path);
      const hashes = new Set(inputs.map((text) => nativeOperations("twin").hash(text)));
      let never = 0x5eed;
      while (hashes.has(never)) never++;
      return {
        setup: { texts: [], never },
        inputs,
        expected: inputs.map((text) => ({ length: text.length, equalForEqual: true, seesTheLast: true })),
      };
    },
  },
];

/** What every call into Rust costs at least; the source report speaks of it and did not measure it. */
const emptyCase: CaseSpec = {
  name: "empty-call",
  title: "A call that does nothing",
  kind: "cpu",
  arms: ["covet", "twin"],
  load: () => ({ setup: null, inputs: [0], expected: [1] }),
};

const scenarios: readonly ScenarioSpec[] = [
  {
    name: "gzip-size",
    title: "Size of the compressed medium JSON",
    arms: ["covet", "twin", "python"],
    runs: 1,
    metrics: [
      {
        name: "size",
        title: "Compressed size",
        unit: "B",
        better: "lower",
        definition:
          "Mean number of bytes of the gzip files of the 16 documents, at the level at which the case is timed.",
      },
    ],
    data: () => {
      const texts = mediumDocuments();
      return { setup: { texts, never: 0 }, expected: texts.map((text) => crc32(text)) };
    },
  },
];

export default defineFamily({
  name: "native",
  title: "Native operations",
  operation: "operation",
  arms,
  cases: [...cases, emptyCase],
  scenarios,
  ratios: [
    { case: "http-post", arm: "covet", against: "twin", headline: true },
    { case: "http-post", arm: "covet", against: "python", headline: true },
    { case: "json-medium", arm: "covet", against: "twin", headline: true },
    ...cases.flatMap(({ name, arms: contestants = [] }) =>
      contestants
        .filter((against) => against !== "covet")
        .filter((against) => !(name === "http-post" && against !== "http-parser-js" && against !== "httptools"))
        .filter((against) => !(name === "json-medium" && against === "twin"))
        .map((against) => ({ case: name, arm: "covet", against })),
    ),
  ],
  fold: (answer) => {
    if (typeof answer === "string") return foldOfPath(answer);
    if (typeof answer === "number") return answer;
    if (answer === null || typeof answer !== "object" || Array.isArray(answer)) throw new TypeError("not an answer");
    const { method, target, headers, users, id, crc, length } = answer as Readonly<Record<string, Json>>;
    if (typeof target === "string") return foldOfHead(method as string, target, headers as readonly string[]);
    if (users !== undefined) return foldOfUsers(answer as unknown as Users);
    return ([id, crc, length].find((each) => typeof each === "number") as number) | 0;
  },
});
