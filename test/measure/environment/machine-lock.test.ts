import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { lockMachine } from "../../../kernel-lib/src/measure/environment/machine-lock.ts";
import { temporaryFolder } from "../loop-plan.ts";

const script = fileURLToPath(new URL("../fixtures/lock.mjs", import.meta.url));
const now = () => new Date();

/** A process that takes the lock, and the lines that it says. */
function locker(folder: string, what: string): { child: ChildProcess; next: () => Promise<string> } {
  const child = spawn(process.execPath, [script, folder, what], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => (await lines.next()).value as string };
}

test("a second process waits, says for whom, and goes on when the first lets go", async () => {
  const folder = temporaryFolder();
  const first = locker(folder, "routing");
  expect(await first.next()).toBe("holds");
  const second = locker(folder, "caching");
  expect(await second.next()).toBe("waits for routing");
  first.child.stdin?.end();
  expect(await first.next()).toBe("let go");
  expect(await second.next()).toBe("holds");
});

test("the lock of a process that died is taken over", async () => {
  const folder = temporaryFolder();
  const dead = locker(folder, "routing");
  expect(await dead.next()).toBe("holds");
  dead.child.kill("SIGKILL");
  await once(dead.child, "exit");
  const waits: string[] = [];
  const lock = await lockMachine({ folder, what: "caching", now, onWait: ({ what }) => waits.push(what) });
  lock.release();
  expect(waits).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test("another process that got a dead holder's number is not taken for it", async () => {
  const folder = temporaryFolder();
  const holder = { pid: process.pid, what: "routing", since: "2020-01-01T00:00:00.000Z", began: "1" };
  writeFileSync(join(folder, "lock.json"), JSON.stringify(holder));
  const lock = await lockMachine({ folder, what: "caching", now });
  lock.release();
});

test("of many who wait, one at a time holds it", async () => {
  const folder = temporaryFolder();
  let holders = 0;
  let most = 0;
  const one = async (what: string) => {
    const lock = await lockMachine({ folder, what, now });
    most = Math.max(most, ++holders);
    await new Promise((done) => setImmediate(done));
    holders--;
    lock.release();
  };
  await Promise.all(["a", "b", "c", "d"].map(one));
  expect(most).toBe(1);
});

test("waiting ends when the signal aborts, and leaves nothing behind", async () => {
  const folder = temporaryFolder();
  const lock = await lockMachine({ folder, what: "routing", now });
  const stop = new AbortController();
  const onWait = () => stop.abort();
  await expect(lockMachine({ folder, what: "caching", now, signal: stop.signal, onWait })).rejects.toThrow(/abort/i);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that cannot be made is named", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  await expect(lockMachine({ folder: join(file, "lock"), what: "x", now })).rejects.toMatchObject({
    code: "lock-not-writable",
    data: { folder: join(file, "lock") },
  });
});
