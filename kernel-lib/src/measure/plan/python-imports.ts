import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const statement = /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))/gm;

/**
 * A Python script and the modules beside it that it imports, and that those import: absolute paths, each once. Read from the text: an import
 * under a condition counts, one by a computed name is not seen. Packages that are installed are not followed.
 */
export function pythonImports(script: string): readonly string[] {
  const folder = dirname(script);
  const found = new Set<string>();
  const follow = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    for (const name of importedBy(readFileSync(file, "utf8")))
      for (const place of placesOf(name)) if (existsSync(join(folder, place))) follow(join(folder, place));
  };
  follow(script);
  return [...found];
}

/** "a", "a.b": of `import a, a.b as c` and of `from a.b import d`. */
function importedBy(text: string): readonly string[] {
  return [...text.matchAll(statement)].flatMap(([, from, names = ""]) =>
    from === undefined ? names.split(",").map((name) => name.trim().split(/\s/)[0] ?? "") : [from],
  );
}

/** Where a module of that name, and the packages around it, would lie. */
function placesOf(name: string): readonly string[] {
  const parts = name.split(".").filter((part) => part !== "");
  return parts.flatMap((_, place) => {
    const path = parts.slice(0, place + 1).join("/");
    return [`${path}.py`, `${path}/__init__.py`];
  });
}
