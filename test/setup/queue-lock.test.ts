import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { takeQueueLock } from "../../kernel-lib/setup/queue-lock.mjs";
import { tempTree, writeTree } from "./temp-tree.ts";

const module = new URL("../../kernel-lib/setup/queue-lock.mjs", import.meta.url).href;

/** A process that takes the lock, says so, and holds it until a line arrives on its stdin. */
function holder(folder: string, doing: string) {
  const script = `
    import { takeQueueLock } from ${JSON.stringify(module)};
    const onWait = (holder) => console.log("waits for " + holder.doing);
    const lock = await takeQueueLock(${JSON.stringify(folder)}, { doing: ${JSON.stringify(doing)}, onWait });
    console.log("holds");
    process.stdin.once("data", () => { lock.release(); process.exit(0); });`;
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => (await lines.next()).value as string,
    letGo: () => child.stdin?.end("go\n"),
    died: () => once(child, "exit"),
  };
}

describe("the queue between processes", () => {
  it("lets one in; the other waits, says for what, and is next", async () => {
    const folder = tempTree();
    const first = holder(folder, "the first set-up");
    expect(await first.line()).toBe("holds");
    const second = holder(folder, "the second set-up");
    expect(await second.line()).toBe("waits for the first set-up");
    first.letGo();
    expect(await second.line()).toBe("holds");
    second.letGo();
    await second.died();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes on at once when the holder was killed", async () => {
    const folder = tempTree();
    const first = holder(folder, "doomed");
    expect(await first.line()).toBe("holds");
    first.child.kill("SIGKILL");
    await first.died();
    const lock = await takeQueueLock(folder, { doing: "after", onWait: () => expect.unreachable() });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("takes no notice of what a process with a number now used by another left behind", async () => {
    const folder = tempTree();
    writeTree(folder, {
      [`ticket-1-${process.pid}-1-00000000`]: JSON.stringify({ pid: process.pid, doing: "before the reboot" }),
      [`choosing-${process.pid}-1-00000001`]: "",
    });
    const lock = await takeQueueLock(folder, { doing: "after" });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("stops waiting when told to, and leaves the queue", async () => {
    const folder = tempTree();
    const first = await takeQueueLock(folder, { doing: "first" });
    const stop = new AbortController();
    const second = takeQueueLock(folder, { doing: "second", onWait: () => stop.abort(), signal: stop.signal });
    await expect(second).rejects.toThrow();
    expect(readdirSync(folder)).toHaveLength(1);
    first.release();
  });

  it("serves those of one process in turn as well", async () => {
    const folder = tempTree();
    let inside = 0;
    let most = 0;
    const visit = async () => {
      const lock = await takeQueueLock(folder, { doing: "visit" });
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
      lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, visit));
    expect({ most, left: readdirSync(folder) }).toEqual({ most: 1, left: [] });
  });
});
