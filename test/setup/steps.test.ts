import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { browser } from "../../kernel-lib/setup/steps/browser.mjs";
import { compile } from "../../kernel-lib/setup/steps/compile.mjs";
import { dependencies } from "../../kernel-lib/setup/steps/dependencies.mjs";
import { native } from "../../kernel-lib/setup/steps/native.mjs";
import { python } from "../../kernel-lib/setup/steps/python.mjs";
import { secondOpinion } from "../../kernel-lib/setup/steps/second-opinion.mjs";
import { steps, stepsOf } from "../../kernel-lib/setup/steps.mjs";
import { fakeCheckout } from "./fake-checkout.ts";
import { tempTree } from "./temp-tree.ts";

const at = (root: string, ...path: string[]) => ({ root, env: { PATH: path.join(delimiter) } });

describe("cargo", () => {
  it("is missing where PATH does not lead to it", async () => {
    expect(await native.needs(at(tempTree(), tempTree()))).toMatchObject({
      reason: "cargo is not in PATH",
      remedy: expect.stringContaining("rustup"),
    });
  });

  it("is missing where it is a stub that fails", async () => {
    const folder = tempTree({ cargo: "#!/bin/sh\necho 'error: no default toolchain' >&2\nexit 1\n" });
    expect(await native.needs(at(tempTree(), folder))).toMatchObject({
      reason: `${folder}/cargo --version fails: error: no default toolchain`,
    });
  });

  it("is there where it tells its version", async () => {
    expect(await native.needs(at(tempTree(), tempTree({ cargo: "#!/bin/sh\necho cargo 1.95.0\n" })))).toBeNull();
  });
});

describe("Python", () => {
  it("is missing where PATH does not lead to it", async () => {
    expect(await python.needs(at(tempTree(), tempTree()))).toMatchObject({ reason: "python3 is not in PATH" });
  });

  it("is missing where the only one is too old, and says which", async () => {
    const folder = tempTree({ python3: "#!/bin/sh\necho 'AssertionError: is 3.9.2' >&2\nexit 1\n" });
    expect(await python.needs(at(tempTree(), folder))).toMatchObject({
      reason: `no Python in PATH will do:\n${folder}/python3: AssertionError: is 3.9.2`,
      remedy: expect.stringContaining("python3-venv"),
    });
  });

  it("is there where a later one in PATH will do", async () => {
    const bad = tempTree({ python3: "#!/bin/sh\nexit 1\n" });
    const good = tempTree({ python3: "#!/bin/sh\nexit 0\n" });
    expect(await python.needs(at(tempTree(), bad, good))).toBeNull();
  });
});

describe("what only tests need", () => {
  it("is set up for the tests' verbs alone", () => {
    for (const verb of ["start", "lab"]) expect(stepsOf(verb)).toEqual(steps);
    for (const verb of ["test", "test-long"]) expect(stepsOf(verb)).toEqual([...steps, secondOpinion]);
  });

  it("is missing without Python, as the rest of Python is", async () => {
    const context = at(tempTree(), tempTree());
    expect(await secondOpinion.needs(context)).toEqual(await python.needs(context));
    expect(await secondOpinion.run(context)).toMatchObject({ reason: "python3 is not in PATH" });
  });

  it("leaves no half filled environment", async () => {
    const makes = `#!/bin/sh
case "$1" in -c) exit 0;; esac
mkdir -p .cache/second-opinion/bin
printf '#!/bin/sh\\necho "ERROR: hashes do not match"; exit 1\\n' > .cache/second-opinion/bin/python
chmod +x .cache/second-opinion/bin/python`;
    const root = tempTree({ "test/requirements.lock": "" });
    const context = { root, env: { PATH: [tempTree({ python3: makes }), "/usr/bin", "/bin"].join(delimiter) } };
    expect(await secondOpinion.run(context)).toEqual({
      reason: "pip install failed:\nERROR: hashes do not match",
      remedy: "See .cache/setup/second-opinion.log.",
    });
    expect(existsSync(join(root, ".cache/second-opinion"))).toBe(false);
  });
});

describe("the browser", () => {
  it("is found under any of its names, and is looked for each time", () => {
    const folder = tempTree({ "google-chrome": "#!/bin/sh\n" });
    expect(browser.notRight?.(at("", folder))).toBeNull();
  });
});

describe("the npm packages", () => {
  const state = (root: string) => dependencies.notRight?.(at(root));

  it("are right as npm's own record says, whoever installed them", () => {
    expect(state(fakeCheckout())).toBeNull();
  });

  it("are not right when one is of another version, gone, or asked for differently", () => {
    const root = fakeCheckout();
    const record = (version: string) =>
      JSON.stringify({ packages: { "node_modules/one": { version, integrity: "sha512-1" } } });
    writeFileSync(join(root, "node_modules/.package-lock.json"), record("0.9.0"));
    expect(state(root)).toBe("node_modules/one is 0.9.0, not 1.0.0");
    writeFileSync(join(root, "node_modules/.package-lock.json"), record("1.0.0"));
    expect(state(root)).toBeNull();
    rmSync(join(root, "node_modules/one"), { recursive: true });
    expect(state(root)).toBe("node_modules/one is not there");
    writeFileSync(
      join(root, "package.json"),
      JSON.stringify({ name: "covet-laboratory", dependencies: { one: "2.0.0" } }),
    );
    expect(state(root)).toBe("dependencies of package.json and package-lock.json differ");
    rmSync(join(root, "node_modules"), { recursive: true });
    expect(state(root)).toBe("node_modules is not there");
  });

  it("are refused by name when one wants to run a script at install", async () => {
    const packages = { "node_modules/builder": { version: "1.0.0", hasInstallScript: true } };
    const root = tempTree({ "package-lock.json": JSON.stringify({ packages }) });
    expect(await dependencies.needs(at(root))).toMatchObject({
      reason: expect.stringContaining("builder wants to run"),
    });
  });

  it("of this project run no script at install that is not known", async () => {
    expect(await dependencies.needs(at(process.cwd()))).toBeNull();
  });
});

describe("the compiled modules", () => {
  it("are one for each source", () => {
    const root = tempTree({
      "kernel-lib/src/a.ts": "",
      "kernel-lib/src/base/b.ts": "",
      "kernel-lib/src/types.d.ts": "",
    });
    const expected = ["kernel-lib/dist/a.js", "kernel-lib/dist/base/b.js"].map((path) => join(root, path));
    expect(compile.outputs(at(root))).toEqual(expected);
  });
});
