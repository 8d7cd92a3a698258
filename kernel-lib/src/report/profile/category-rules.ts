/** A frame as the profiler names it. */
export interface Frame {
  readonly name: string;
  /** "file:///…", "node:_http_server", or "" for what has no source. */
  readonly url: string;
}

/** What a frame is counted to. The source report's own word for it, where it has one, is the key to its figure. */
interface CategoryRule {
  readonly category: string;
  readonly frame: (frame: Frame) => boolean;
}

/** The category of what no rule knows. */
export const otherCategory = "Other";

/** Waiting; not part of busy time. */
export const idleCategory = "Idle";

const inFramework = (...wings: readonly string[]) => {
  const places = wings.map((wing) => `/framework/${wing}/`);
  return ({ url }: Frame) => places.some((place) => url.includes(place));
};

/** In order: a sample is counted to the first frame, from the running one outwards, that a rule knows, and there to the first rule. */
export const categoryRules: readonly CategoryRule[] = [
  { category: idleCategory, frame: ({ name }) => name === "(idle)" },
  { category: "Garbage collection", frame: ({ name }) => name === "(garbage collector)" },
  { category: "Native code without a JavaScript frame", frame: ({ name }) => name === "(program)" },
  { category: "JSON parsing", frame: ({ name }) => name === "JSON.parse" },
  { category: "JSON writing", frame: ({ name }) => name === "JSON.stringify" },
  {
    category: "Writing to the socket",
    frame: ({ name, url }) => url === "" && /^(write(Utf8|Latin1|Ascii|Ucs2)String|writev|writeBuffer)$/.test(name),
  },
  { category: "SQLite operations", frame: ({ url }) => url.includes("/better-sqlite3/") },
  { category: "SQLite operations", frame: inFramework("db") },
  { category: "Query construction", frame: inFramework("sql") },
  { category: "Models", frame: inFramework("orm") },
  { category: "Cache", frame: inFramework("cache") },
  { category: "Routing", frame: inFramework("router", "native") },
  { category: "Covet's server", frame: inFramework("http") },
  { category: "HTTP request parsing", frame: ({ url }) => /^node:_http_(server|incoming|common)/.test(url) },
  {
    category: "Node's HTTP answers and streams",
    frame: ({ url }) =>
      /^node:(_http|net|events|buffer|internal\/(stream|streams|http|url|buffer|js_stream))/.test(url),
  },
  { category: "Node's timers, promises, event loop", frame: ({ url }) => url.startsWith("node:") },
  { category: "The handlers themselves", frame: ({ url }) => url.includes("/subjects/") },
];

/** How the source report calls a category, where it printed a share for it. */
export const sourceNames: Readonly<Record<string, string>> = {
  "JSON parsing": "JSON parsing",
  "SQLite operations": "SQLite operations",
  "HTTP request parsing": "HTTP request parsing",
  "Query construction": "Query construction",
};

/** The category of a stack, the running frame first. */
export function categoryOf(stack: readonly Frame[]): string {
  for (const frame of stack) {
    const found = categoryRules.find((rule) => rule.frame(frame));
    if (found !== undefined) return found.category;
  }
  return otherCategory;
}
