import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fakeCheckout } from "./fake-checkout.ts";
import { tempTree } from "./temp-tree.ts";

const report = (tests: readonly string[]) =>
  JSON.stringify({ testResults: [{ status: "passed", assertionResults: tests.map((status) => ({ status })) }] });

/** A stand-in for vitest: writes this report where it is told to and ends with this code. */
const vitest = (json: string, code: number) => `
  import { writeFileSync } from "node:fs";
  const file = process.argv.find((word) => word.startsWith("--outputFile.json=")).slice("--outputFile.json=".length);
  writeFileSync(file, ${JSON.stringify(json)});
  console.log(process.argv.slice(2).filter((word) => !word.startsWith("--")).join(" "), process.env.COVET_LONG_MINUTES ?? "");
  if (!(Number.parseFloat(process.env.KERNEL_LIB_SET_UP_SECONDS) >= 0)) throw new Error("not told what set-up took");
  process.exitCode = ${code};`;

/** Starts the real entry with a PATH that holds a browser and nothing else. */
function enter(root: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const path = tempTree({ chromium: "#!/bin/sh\n" });
  const script = join(root, "kernel-lib", "setup", "enter.mjs");
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: path, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => err.push(text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number, out: out.join(""), err: err.join("") }));
  return { child, ended };
}

describe("the entry of npm's scripts", () => {
  it("goes on without cargo and Python, names them, and records them for the library", async () => {
    const root = fakeCheckout({ "node_modules/vitest/vitest.mjs": vitest(report(["passed", "passed", "skipped"]), 0) });
    const { code, out, err } = await enter(root, ["test", "one.test.ts"]).ended;
    expect(err).toContain("set-up: native: missing: cargo is not in PATH");
    expect(err).toContain("set-up: python: missing: python3 is not in PATH");
    expect(err).toMatch(/took \d+\.\d s, without: python, native, kernelspec, nbconvert/);
    expect(out).toBe("run one.test.ts \n2 passed, 0 failed\n");
    expect(code).toBe(0);
    const state = JSON.parse(readFileSync(join(root, ".cache/setup/state.json"), "utf8"));
    expect(state.steps).toMatchObject({
      dependencies: { state: "done" },
      native: { state: "missing", reason: "cargo is not in PATH", remedy: expect.any(String) },
      kernelspec: { state: "skipped", reason: "needs python, which is missing" },
    });
  });

  it("keeps the exit code of the tests and ends with the count of failures", async () => {
    const root = fakeCheckout({ "node_modules/vitest/vitest.mjs": vitest(report(["passed", "failed"]), 1) });
    const { code, out } = await enter(root, ["test"]).ended;
    expect({ code, last: out.trimEnd().split("\n").at(-1) }).toEqual({ code: 1, last: "1 passed, 1 failed" });
  });

  it("counts a file that does not load, and a run that ends badly, as a failure", async () => {
    const broken = JSON.stringify({ testResults: [{ status: "failed", assertionResults: [] }] });
    for (const json of [broken, report(["passed"])]) {
      const root = fakeCheckout({ "node_modules/vitest/vitest.mjs": vitest(json, 1) });
      const { code, out } = await enter(root, ["test"]).ended;
      expect(code).toBe(1);
      expect(out).toMatch(/^\d passed, 1 failed$/m);
    }
  });

  it("tells the long tests how long they may take", async () => {
    const root = fakeCheckout({ "node_modules/vitest/vitest.mjs": vitest(report([]), 0) });
    const { code, out } = await enter(root, ["test-long", "--minutes", "7"]).ended;
    expect({ code, out }).toEqual({ code: 0, out: "run test/setup/vitest.long.config.ts 7\n0 passed, 0 failed\n" });
    expect((await enter(root, ["test-long", "--minutes", "soon"]).ended).code).toBe(2);
  });

  it("fails where something is missing under CI=true, also in the last line", async () => {
    const root = fakeCheckout();
    const { code, out, err } = await enter(root, ["test"], { CI: "true" }).ended;
    expect({ code, out }).toEqual({ code: 1, out: "0 passed, 1 failed\n" });
    expect(err).toContain("CI=true: all has to be there");
  });

  it("stops where the packages cannot be installed, and says which remedy there is", async () => {
    const root = fakeCheckout({ "node_modules/.package-lock.json": JSON.stringify({ packages: {} }) });
    const { code, err } = await enter(root, ["start"]).ended;
    expect(code).toBe(1);
    expect(err).toContain(
      "dependencies: installing the npm packages of package-lock.json (node_modules/one is not there)",
    );
    expect(err).toContain("cannot go on without: dependencies");
  });

  it("ends what is running within the grace when it is told to, with nothing left", async () => {
    // Deaf to the signal, with a child of its own: the worst case.
    const deaf = `
      import { spawn } from "node:child_process";
      import { writeFileSync } from "node:fs";
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      process.on("SIGINT", () => {});
      writeFileSync("pids", JSON.stringify([process.pid, child.pid]));
      console.log("running");
      setInterval(() => {}, 1000);`;
    const root = fakeCheckout({ "node_modules/vitest/vitest.mjs": deaf });
    const run = enter(root, ["test"]);
    await once(run.child.stdout, "data");
    const pids: number[] = JSON.parse(readFileSync(join(root, "pids"), "utf8"));
    const start = performance.now();
    run.child.kill("SIGINT");
    const { code, out } = await run.ended;
    expect(performance.now() - start).toBeLessThan(5000);
    expect({ code, last: out.trimEnd().split("\n").at(-1) }).toEqual({ code: 137, last: "0 passed, 1 failed" });
    for (const pid of pids) expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
  });

  it("names the verbs where it is given another", async () => {
    const { code, err } = await enter(fakeCheckout(), ["dance"]).ended;
    expect(code).toBe(2);
    expect(err).toContain('no verb "dance"; there are: start lab test test-long');
  });
});
