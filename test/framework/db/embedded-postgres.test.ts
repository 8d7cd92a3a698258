import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { findPostgresPackage } from "../../../kernel-lib/src/framework/db/postgres-files.ts";
import { PostgresUnavailable } from "../../../kernel-lib/src/framework/errors/postgres-unavailable.ts";
import { QueryFailed } from "../../../kernel-lib/src/framework/errors/query-failed.ts";

const folderOf = (url: string): string =>
  new URL(url.replace("postgresql:///", "postgresql://x/")).searchParams.get("host") ?? "";
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a server starts, makes databases apart from each other, tells its processes, and leaves nothing", async () => {
  const server = await startEmbeddedPostgres();
  const folder = folderOf(server.url("x"));
  try {
    expect(server.version).toMatch(/^\d+\.\d+$/);
    const one = await server.createDatabase(
      "one",
      "create table a (id int primary key); insert into a values (1), (2)",
    );
    const two = await server.createDatabase('t"wo', "");
    const client = new pg.Client(one);
    await client.connect();
    expect((await client.query("select count(*)::int as n from a")).rows).toEqual([{ n: 2 }]);
    for (const [name, value] of Object.entries(server.settings)) {
      const { rows } = await client.query("select current_setting($1) as value", [name]);
      expect(rows[0].value, name).toBe(value);
    }
    const own = (await client.query("select pg_backend_pid() as pid")).rows[0].pid;
    if (process.platform === "linux") expect(server.pids()).toContain(own);
    await client.end();
    const other = new pg.Client(two);
    await other.connect();
    await expect(other.query("select * from a")).rejects.toThrow(/does not exist/);
    await other.end();
    await expect(server.createDatabase("one", "")).rejects.toThrow(/already exists/);
    await expect(server.createDatabase("three", "create tabel a (id int)")).rejects.toThrow(QueryFailed);
  } finally {
    const pids = server.pids();
    await server.stop();
    await server.stop();
    expect(pids.filter(alive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  }
});

test("the server and its folder go with a process that is killed", async () => {
  const place = mkdtempSync(join(tmpdir(), "kl-test-"));
  try {
    const module = resolve("kernel-lib/dist/framework/db/embedded-postgres.js");
    const file = join(place, "start.mjs");
    writeFileSync(
      file,
      `import { startEmbeddedPostgres } from ${JSON.stringify(module)};
const server = await startEmbeddedPostgres();
console.log(JSON.stringify({ url: server.url("x"), pids: server.pids() }));
setInterval(() => {}, 1e6);`,
    );
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    const [text] = (await once(child.stdout, "data")) as [Buffer];
    const { url, pids } = JSON.parse(text.toString()) as { url: string; pids: number[] };
    expect(pids.filter(alive)).toEqual(pids);
    child.kill("SIGKILL");
    await expect.poll(() => pids.filter(alive), { timeout: 5000 }).toEqual([]);
    await expect.poll(() => existsSync(folderOf(url)), { timeout: 5000 }).toBe(false);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});

test("what is missing, and what the server refuses, is said", async () => {
  expect(() => findPostgresPackage("linux", "mips")).toThrow(/@embedded-postgres\/linux-mips is not installed/);
  expect(() => findPostgresPackage("win32", "x64")).toThrow(PostgresUnavailable);
  const failing = startEmbeddedPostgres({ settings: { shared_buffers: "many" } });
  await expect(failing).rejects.toMatchObject({ code: "postgres-unavailable" });
  await expect(failing).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
});
