import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempTree } from "./temp-tree.ts";

/** Runs the real .ci/run where `npm` and `node` are stand-ins that print these last lines and end with these codes. */
function ci(npm: { says: string; code: number }, newcomer: { says: string; code: number }) {
  const stub = ({ says, code }: { says: string; code: number }) =>
    `#!/bin/sh\necho work\necho '${says}'\nexit ${code}\n`;
  const root = tempTree({ "bin/npm": stub(npm), "bin/node": stub(newcomer), "bin/chromium": "#!/bin/sh\n" });
  cpSync(".ci/run", join(root, ".ci", "run"));
  const env = { ...process.env, PATH: [join(root, "bin"), process.env.PATH].join(delimiter) };
  const run = spawnSync(join(root, ".ci", "run"), { env, encoding: "utf8" });
  return { code: run.status, last: run.stdout.trimEnd().split("\n").at(-1), out: run.stdout };
}

const hasVenv = spawnSync("/usr/bin/python3", ["-c", "import venv, ensurepip"]).status === 0;

// Without Debian's venv module .ci/run would install it.
describe.skipIf(!hasVenv)(".ci/run", () => {
  it("ends with the sum of both parts, and shows each", () => {
    const run = ci({ says: "12 passed, 0 failed", code: 0 }, { says: "30 passed, 0 failed", code: 0 });
    expect(run).toMatchObject({ code: 0, last: "42 passed, 0 failed" });
    expect(run.out).toContain("ci: npm test: 12 passed, 0 failed");
    expect(run.out).toContain("ci: newcomer: 30 passed, 0 failed");
  });

  it("fails if either part does, and still does the other", () => {
    const run = ci({ says: "11 passed, 1 failed", code: 1 }, { says: "30 passed, 0 failed", code: 0 });
    expect(run).toMatchObject({ code: 1, last: "41 passed, 1 failed" });
  });

  it("takes a part without counts, or with a bad exit code, for a failure", () => {
    expect(ci({ says: "oops", code: 0 }, { says: "3 passed, 0 failed", code: 0 })).toMatchObject({
      code: 1,
      last: "3 passed, 1 failed",
    });
    expect(ci({ says: "1 passed, 0 failed", code: 7 }, { says: "3 passed, 0 failed", code: 0 })).toMatchObject({
      code: 1,
      last: "4 passed, 1 failed",
    });
  });
});
