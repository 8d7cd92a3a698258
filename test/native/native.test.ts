import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LabError } from "../../kernel-lib/src/base/lab-error.ts";
import { emptyCall } from "../../kernel-lib/src/framework/native/empty-call.ts";
import { emptyCallTwin } from "../../kernel-lib/src/framework/native/empty-call-twin.ts";
import {
  autoNative,
  loadNative,
  loadNativeFrom,
  nativeStatus,
} from "../../kernel-lib/src/framework/native/load-native.ts";
import { nativeFunctionNames } from "../../kernel-lib/src/framework/native/native-functions.ts";
import { nativeTarget } from "../../kernel-lib/src/framework/native/native-target.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "covet native "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("conformance of the twins", () => {
  const { functions, status } = loadNative();

  it.skipIf(functions === null)("the binary answers as the TypeScript twin does", () => {
    expect(functions?.emptyCall()).toBe(emptyCallTwin());
  });

  it("auto answers the same with and without a binary", () => {
    expect(status.state, status.reason ?? "").not.toBe("broken");
    expect(emptyCall()).toBe(emptyCallTwin());
  });

  it("the Rust sources declare each function of the contract", () => {
    const sources = readdirSync("native/src")
      .map((file) => readFileSync(`native/src/${file}`, "utf8"))
      .join("\n");
    const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const name of nativeFunctionNames) expect(sources).toMatch(new RegExp(`pub fn ${snake(name)}[(<]`));
  });
});

describe("the loader", () => {
  it("says which file is loaded, or why none is and what helps", () => {
    const status = nativeStatus();
    if (status.state === "loaded") expect(status.path).toMatch(/covet\.[a-z0-9-]+\.node$/);
    else expect(status.remedy).toContain("npm start");
  });

  it("calls an absent binary missing, and auto takes the twin", () => {
    const load = loadNativeFrom(join(folder, "absent.node"));
    expect(load.status).toMatchObject({ state: "missing", reason: expect.stringContaining("absent.node") });
    expect(autoNative(load)).toBeNull();
  });

  it("calls a damaged binary broken, with the cause, and auto refuses to go on with the twin", () => {
    const path = join(folder, "damaged.node");
    writeFileSync(path, "not a shared object");
    const load = loadNativeFrom(path);
    expect(load.status).toMatchObject({ state: "broken", path, cause: expect.any(Error) });
    expect(() => autoNative(load)).toThrowError(LabError);
    expect(() => autoNative(load)).toThrowError(expect.objectContaining({ code: "native-broken", data: { path } }));
  });

  it("calls a binary of other sources broken and names what it lacks", () => {
    const path = join(folder, "other.cjs");
    writeFileSync(path, "module.exports = { somethingElse() {} };");
    expect(loadNativeFrom(path).status).toMatchObject({
      state: "broken",
      reason: expect.stringContaining("emptyCall"),
    });
  });

  it.each([
    ["linux", "x64", "gnu", "linux-x64-gnu"],
    ["linux", "arm64", "musl", "linux-arm64-musl"],
    ["linux", "arm", "gnu", "linux-arm-gnueabihf"],
    ["darwin", "arm64", "gnu", "darwin-arm64"],
    ["win32", "x64", "gnu", "win32-x64-msvc"],
  ] as const)("names the target of %s %s %s as the build does", (platform, arch, libc, expected) => {
    expect(nativeTarget(platform, arch, libc)).toBe(expected);
  });

  it("importing the module loads no binary; the first call does", () => {
    const url = new URL("../../kernel-lib/dist/framework/native/empty-call.js", import.meta.url).href;
    const script = `
      const loaded = () => process.report.getReport().sharedObjects.filter((path) => path.endsWith(".node")).length;
      const { emptyCall } = await import(${JSON.stringify(url)});
      const before = loaded();
      emptyCall();
      console.log(JSON.stringify({ before, after: loaded() }));`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toEqual({ before: 0, after: loadNative().functions === null ? 0 : 1 });
  });
});
