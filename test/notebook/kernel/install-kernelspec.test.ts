import { execFileSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installKernelspec } from "../../../kernel-lib/src/notebook/kernel/install-kernelspec.ts";
import { findKernelspec } from "../../../kernel-lib/src/notebook/runner/find-kernelspec.ts";
import { spec, testFolder } from "../notebook-file.ts";

const [, launcher = ""] = spec.argv;

test("what is installed is found again, and is the spec that is used without an installation", async () => {
  const prefix = await testFolder();
  expect(findKernelspec("tslab", { prefix })).toBeNull();
  const file = installKernelspec({ prefix, node: process.execPath, launcher });
  expect(file).toBe(join(prefix, "share", "jupyter", "kernels", "tslab", "kernel.json"));
  expect(findKernelspec("tslab", { prefix })).toEqual(spec);
  expect(spec.display_name).toBe("TypeScript (tslab, Covet)");
  expect(statSync(join(prefix, "share/jupyter/kernels/tslab/logo-svg.svg")).size).toBeGreaterThan(100);
});

test("set-up's script does the same", async () => {
  const prefix = await testFolder();
  const script = join(launcher, "..", "install-kernelspec.js");
  const said = execFileSync(process.execPath, [script, "--prefix", prefix], { encoding: "utf8" });
  expect(said.trim()).toBe(join(prefix, "share/jupyter/kernels/tslab/kernel.json"));
  expect(JSON.parse(readFileSync(said.trim(), "utf8"))).toEqual(spec);
});

test("what cannot be installed or read is told by path", async () => {
  const prefix = await testFolder();
  expect(() => installKernelspec({ prefix, launcher: "dist/launcher.js" })).toThrow(
    /dist\/launcher\.js: .*not absolute/,
  );
  expect(() => installKernelspec({ prefix, launcher: join(prefix, "none.js") })).toThrow(/none\.js/);
  writeFileSync(join(prefix, "share"), "a file");
  expect(() => installKernelspec({ prefix, launcher })).toThrow(/kernels.tslab/);
  const other = await testFolder();
  const file = installKernelspec({ prefix: other, launcher });
  writeFileSync(file, '{"argv": []}');
  expect(() => findKernelspec("tslab", { prefix: other })).toThrow(/kernel\.json cannot be used/);
});
