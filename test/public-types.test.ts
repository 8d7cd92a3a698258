import { createRequire } from "node:module";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const ts = createRequire(import.meta.url)(
  "@tslab/typescript-for-tslab",
) as typeof import("@tslab/typescript-for-tslab");
const dist = resolve(import.meta.dirname, "../kernel-lib/dist");

test("the public declarations type-check under the compiler that tslab carries", () => {
  expect(ts.version).toBe("5.0.4");
  const program = ts.createProgram([resolve(dist, "index.d.ts")], {
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    types: ["node"],
    lib: ["lib.es2022.d.ts"],
  });
  const own = program.getSourceFiles().filter((file) => file.fileName.startsWith(dist));
  expect(own.length).toBeGreaterThan(3);
  const faults = own
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  expect(faults).toEqual([]);
});
