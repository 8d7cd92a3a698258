import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPrograms } from "../../kernel-lib/setup/find-program.mjs";
import { majorOf } from "../../kernel-lib/setup/project.mjs";
import { fakeCheckout } from "./fake-checkout.ts";
import { tempTree, writeTree } from "./temp-tree.ts";

function kernelLib(root: string, args: readonly string[], node = process.execPath) {
  const script = join(root, "kernel-lib", "setup", "kernel-lib.mjs");
  return spawnSync(node, [script, ...args], { encoding: "utf8", env: { PATH: tempTree() }, cwd: root });
}

/** A Node of the machine that set-up runs on and the rest does not. */
const olderNode = findPrograms(["node"], process.env).find((path) => {
  const major = majorOf(spawnSync(path, ["--version"], { encoding: "utf8" }).stdout);
  return major >= 20 && major < 26;
});

describe("the doctor", () => {
  it("works before anything is compiled and prints one JSON document with every missing thing and its remedy", () => {
    const run = kernelLib(fakeCheckout(), ["doctor", "--json"]);
    expect(run.stderr).toBe("");
    expect(run.status).toBe(1);
    const { schema, ok, rows } = JSON.parse(run.stdout) as {
      schema: number;
      ok: boolean;
      rows: { name: string; state: string; remedy: string | null }[];
    };
    expect({ schema, ok }).toEqual({ schema: 1, ok: false });
    const byName = Object.fromEntries(rows.map((row) => [row.name, row]));
    expect(byName.Node).toMatchObject({ state: "ok", found: expect.stringContaining(process.version) });
    expect(byName.dependencies).toMatchObject({ state: "ok" });
    for (const name of ["native", "python", "kernelspec", "browser", "Python packages", "pinning to a core"])
      expect(byName[name], name).toMatchObject({ state: "missing", remedy: expect.stringMatching(/\.$/) });
    for (const row of rows) expect(row.state === "ok").toBe(row.remedy === null);
  });

  it("tells why a step failed while its inputs are the same, and no longer when they changed", () => {
    const root = fakeCheckout({
      "node_modules/typescript/bin/tsc": "console.log('a.ts(1,1): error TS1: no'); process.exitCode = 1;",
    });
    const found = () => {
      const { rows } = JSON.parse(kernelLib(root, ["doctor", "--json"]).stdout) as {
        rows: { name: string; found: string }[];
      };
      return rows.find((row) => row.name === "compile")?.found;
    };
    spawnSync(process.execPath, [join(root, "kernel-lib", "setup", "enter.mjs"), "start"], {
      env: { PATH: tempTree() },
    });
    expect(found()).toBe("kernel-lib does not compile:\na.ts(1,1): error TS1: no");
    writeTree(root, { "kernel-lib/tsconfig.json": "{}" });
    expect(found()).toBe("not done yet");
  });

  it("prints the same as a table", () => {
    const run = kernelLib(fakeCheckout(), ["doctor"]);
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/^native +missing +cargo is not in PATH\n +Remedy: Install Rust/m);
  });

  it("explains itself, and refuses what it does not know", () => {
    const root = fakeCheckout();
    expect(kernelLib(root, ["doctor", "--help"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("--json"),
    });
    expect(kernelLib(root, ["doctor", "--jsn"])).toMatchObject({ status: 2, stderr: expect.stringContaining("--jsn") });
  });
});

describe("the kernel-lib command", () => {
  const cli = {
    "kernel-lib/dist/cli.js": "export async function main(argv) { console.log(process.version, ...argv); return 3; }",
  };

  it("hands its words to the compiled command and ends with its code", () => {
    const root = fakeCheckout({
      ...cli,
      "kernel-lib/package.json": JSON.stringify({ name: "kernel-lib", type: "module" }),
    });
    expect(kernelLib(root, ["bench", "router"])).toMatchObject({
      status: 3,
      stdout: `${process.version} bench router\n`,
    });
  });

  it("says that it is not compiled", () => {
    expect(kernelLib(fakeCheckout(), ["bench"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("npm start"),
    });
  });

  it.skipIf(olderNode === undefined)("goes on with the pinned Node where it is started on an older one", () => {
    const root = fakeCheckout({
      ...cli,
      "kernel-lib/package.json": JSON.stringify({ name: "kernel-lib", type: "module" }),
    });
    const run = kernelLib(root, ["bench"], olderNode);
    expect(run).toMatchObject({ status: 3, stdout: `${process.version} bench\n` });
    expect(run.stderr).toContain("is too old; going on with");
  });
});
