import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findProject } from "../../kernel-lib/src/app/project.ts";
import { runProfile } from "../../kernel-lib/src/app/run-profile.ts";
import type { ProfileResult } from "../../kernel-lib/src/report/profile/profile-result.ts";

const fixtures = resolve(import.meta.dirname, "fixtures");
const folder = mkdtempSync(join(tmpdir(), "covet-profile-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const profiled = (workload: string, signal?: AbortSignal) =>
  runProfile({
    project: findProject(),
    workload,
    cwd: fixtures,
    seconds: 0.5,
    env: { KERNEL_LIB_LOCK: join(folder, "lock") },
    signal,
    onProgress: () => {},
  });

describe("a real server, profiled", () => {
  let result: ProfileResult;
  beforeAll(async () => {
    result = await profiled("small-workload.ts");
  }, 30_000);

  test("answered requests while the profiler watched, and its own work is named", () => {
    expect(result).toMatchObject({ workload: "small", title: "A small server" });
    expect(result.requests).toBeGreaterThan(50);
    expect(result.samples).toBeGreaterThan(100);
    const names = result.categories.map(({ category }) => category);
    expect(names).toEqual(expect.arrayContaining(["JSON parsing", "HTTP request parsing", "Covet's server"]));
    expect(result.functions.map(({ name }) => name)).toContain("JSON.parse");
    // The sender is another thread: its functions are in no frame.
    expect(JSON.stringify(result.flame)).not.toMatch(/profile-sender|_http_client/);
  });

  test("finds the leak that is in it, and its size in the heap", () => {
    // Forty objects with a text each are over a thousand bytes in any layout.
    expect(result.leak.slope.low).toBeGreaterThan(1000);
    const kept = result.heap.parts.find(({ name }) => name === "what is kept");
    expect(kept?.bytes).toBeGreaterThan(1000 * 800);
    const models = result.heap.parts.find(({ name }) => name === "ORM model instances");
    expect(models?.bytes).toBeGreaterThan(500 * 24);
    expect(models?.bytes).toBeLessThan(500 * 1000);
    expect(result.heap.total).toBeGreaterThan((kept?.bytes ?? 0) + (models?.bytes ?? 0));
  });
});

describe("a profile that cannot be made says why", () => {
  test("a workload that answers wrong", async () =>
    expect(profiled("wrong-workload.mjs")).rejects.toMatchObject({
      code: "workload-answers-wrong",
      message: expect.stringContaining("GET / was answered with 503") as string,
    }));

  test("a workload that is not there", async () =>
    expect(profiled("nothing")).rejects.toMatchObject({ code: "unknown-workload" }));

  test("a file that is no workload", async () =>
    expect(profiled("../../measure/fixtures/one-wrong.mjs")).rejects.toMatchObject({ code: "workload-invalid" }));

  test("a stopped one, which leaves no process", async () => {
    const stop = new AbortController();
    const running = profiled("small-workload.ts", stop.signal);
    stop.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  });

  test("one without time", async () =>
    expect(
      runProfile({
        project: findProject(),
        workload: "server",
        cwd: fixtures,
        seconds: 0,
        env: {},
        onProgress: () => {},
      }),
    ).rejects.toMatchObject({ code: "profile-seconds" }));
});
