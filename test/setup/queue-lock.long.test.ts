import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takeQueueLock } from "../../kernel-lib/setup/queue-lock.mjs";
import { tempTree } from "./temp-tree.ts";

const module = new URL("../../kernel-lib/setup/queue-lock.mjs", import.meta.url).href;

it("never lets two in, while its holders and waiters are killed at random", async () => {
  const until = performance.now() + Math.min(1, Number(process.env.COVET_LONG_MINUTES)) * 60_000;
  const folder = tempTree();
  const queue = join(folder, "queue");
  const violations = join(folder, "violations");
  const visits = join(folder, "visits");
  writeFileSync(violations, "");
  writeFileSync(visits, "");
  // Each visitor writes who is inside and looks, before it leaves, whether somebody else came in meanwhile; one who finds the mark of a
  // living process inside notes a violation.
  const script = `
    import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
    import { takeQueueLock } from ${JSON.stringify(module)};
    const inside = ${JSON.stringify(join(folder, "inside"))};
    for (;;) {
      const lock = await takeQueueLock(${JSON.stringify(queue)}, { doing: "visit" });
      const before = existsSync(inside) ? readFileSync(inside, "utf8") : "";
      if (before !== "" && existsSync("/proc/" + before)) appendFileSync(${JSON.stringify(violations)}, before + " was inside\\n");
      writeFileSync(inside, String(process.pid));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      if (readFileSync(inside, "utf8") !== String(process.pid)) appendFileSync(${JSON.stringify(violations)}, "somebody came in\\n");
      writeFileSync(inside, "");
      appendFileSync(${JSON.stringify(visits)}, ".");
      lock.release();
    }`;
  const visitor = async () => {
    while (performance.now() < until) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      const timer = setTimeout(() => child.kill("SIGKILL"), 200 + Math.random() * 2000);
      await once(child, "exit");
      clearTimeout(timer);
    }
  };
  await Promise.all(Array.from({ length: 4 }, visitor));
  expect(readFileSync(violations, "utf8")).toBe("");
  expect(readFileSync(visits, "utf8").length).toBeGreaterThan(20);
  (await takeQueueLock(queue, { doing: "the last one" })).release();
});
