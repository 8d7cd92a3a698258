import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const framework = ["errors", "native", "router", "cache", "sql", "db", "orm", "http"].map(
  (name) => `framework/${name}`,
);

/**
 * The layers of kernel-lib/src: what each may import, type imports included. A place not listed here fails the test.
 * `packages` are the only packages that a place may import; Node's own modules are free everywhere but in `base`.
 */
const layers: Record<string, { readonly layers: readonly string[]; readonly packages: readonly string[] }> = {
  base: { layers: [], packages: [] },
  "framework/errors": { layers: ["base"], packages: [] },
  "framework/native": { layers: ["base", "framework/errors"], packages: [] },
  "framework/router": { layers: ["base", "framework/errors", "framework/native"], packages: [] },
  "framework/cache": { layers: ["base", "framework/errors"], packages: [] },
  "framework/sql": { layers: ["base", "framework/errors"], packages: [] },
  "framework/db": {
    layers: ["base", "framework/errors", "framework/sql", "framework/cache"],
    packages: ["better-sqlite3", "mysql2", "pg"],
  },
  "framework/orm": {
    layers: ["base", "framework/errors", "framework/sql", "framework/db", "framework/cache"],
    packages: [],
  },
  "framework/http": {
    layers: ["base", "framework/errors", "framework/router", "framework/native", "framework/db"],
    packages: ["ws"],
  },
  "measure/stats": { layers: [], packages: ["cephes"] },
  measure: { layers: ["base", "measure/stats"], packages: ["autocannon", "tinybench", "zod"] },
  report: {
    layers: ["base", "measure", "measure/stats"],
    packages: [
      "arquero",
      "danfojs-node",
      "highlight.js",
      "markdown-it",
      "plotly.js-cartesian-dist-min",
      "sanitize-html",
      "zod",
    ],
  },
  notebook: { layers: ["base", "measure", "report"], packages: ["tslab", "zeromq", "zod"] },
  app: {
    layers: ["base", ...framework, "measure", "measure/stats", "report", "notebook"],
    packages: ["acorn", "eslint-scope", "tinybench", "zod"],
  },
  "index.ts": {
    layers: ["app", "base", ...framework, "report", "notebook"],
    packages: [],
  },
  "family.ts": { layers: ["base"], packages: [] },
  "cli.ts": {
    layers: ["app", "base", ...framework, "report"],
    packages: [],
  },
};

const source = resolve(dirname(fileURLToPath(import.meta.url)), "../kernel-lib/src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(sep).join("/"));

/** The longest listed prefix: "measure/stats/mean.ts" -> "measure/stats". */
function layerOf(file: string): string | undefined {
  return Object.keys(layers)
    .filter((layer) => file === layer || file.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8").replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;"'`]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"'…]+)["']\s*\)|\b(?:require|fromHere|createRequire\(import\.meta\.url\))(?:\.resolve)?\(\s*["']([^"']+)["']\s*\)/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
}

const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

describe("imports go one way", () => {
  test("the test sees the source", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(50);
  });

  test.each(files)("%s", (file) => {
    const layer = layerOf(file);
    expect(layer, `${file} lies in no listed layer`).toBeDefined();
    const rule = layers[layer ?? ""];
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(".")) {
        const target = relative(source, resolve(source, dirname(file), specifier))
          .split(sep)
          .join("/")
          .replace(/\.js$/, ".ts");
        const targetLayer = layerOf(target);
        expect(targetLayer === layer || rule?.layers.includes(targetLayer ?? ""), `${file} imports ${target}`).toBe(
          true,
        );
      } else if (specifier.startsWith("node:")) {
        expect(layer, `${file} imports ${specifier}`).not.toBe("base");
      } else {
        // The repository's own package with the binary: the loader is the one place that may ask for it.
        if (file === "framework/native/load-native.ts" && packageOf(specifier) === "@covet/native") continue;
        expect(rule?.packages, `${file} imports ${specifier}`).toContain(packageOf(specifier));
      }
    }
  });
});

test("no peer is imported by the library", () => {
  const root = JSON.parse(readFileSync(resolve(source, "../../package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const own = JSON.parse(readFileSync(resolve(source, "../package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const onlyForDevelopment = Object.keys(root.devDependencies).filter((name) => !(name in own.dependencies));
  const imported = new Set(files.flatMap(importsOf).map(packageOf));
  expect(onlyForDevelopment.filter((name) => imported.has(name))).toEqual([]);
});

test("every package that is imported is a dependency, and every dependency is imported", () => {
  const own = JSON.parse(readFileSync(resolve(source, "../package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const imported = new Set(
    files
      .flatMap(importsOf)
      .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .map(packageOf)
      .filter((name) => name !== "@covet/native"),
  );
  expect([...imported].sort()).toEqual(Object.keys(own.dependencies).sort());
});
