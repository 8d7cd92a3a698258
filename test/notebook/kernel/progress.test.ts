import { afterEach, expect, test, vi } from "vitest";
import { LabError } from "../../../kernel-lib/src/base/lab-error.ts";
import { currentKernel, type KernelApi, kernelSymbol } from "../../../kernel-lib/src/notebook/kernel/kernel-api.ts";
import { liveDisplay } from "../../../kernel-lib/src/notebook/kernel/live-display.ts";
import { progress } from "../../../kernel-lib/src/notebook/kernel/progress.ts";
import { show } from "../../../kernel-lib/src/notebook/kernel/show.ts";

const global = globalThis as { [kernelSymbol]?: KernelApi };
afterEach(() => {
  delete global[kernelSymbol];
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A kernel that only remembers what it was told to show. */
function fakeKernel(): unknown[] {
  const shown: unknown[] = [];
  global[kernelSymbol] = {
    version: 1,
    display: (bundle, options) => shown.push([bundle["text/plain"], options?.update ?? false]),
    signal: () => new AbortController().signal,
    cell: () => ({ executionCount: 1, cellId: null }),
  };
  return shown;
}

test("a live display changes at most four times a second, and ends with the newest value", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const shown = fakeKernel();
  const live = liveDisplay();
  for (let i = 0; i < 100; i++) {
    live.update(i);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(shown.length).toBeGreaterThanOrEqual(4);
  expect(shown.length).toBeLessThanOrEqual(5);
  await live.done("last");
  expect(shown.at(0)).toEqual(["0", false]);
  expect(shown.at(-1)).toEqual(["'last'", true]);
});

test("progress tells the time left from what the steps took", async () => {
  const shown = fakeKernel();
  let now = 0;
  const bar = progress("rounds", () => now);
  now = 10_000;
  bar.report(5, 20, "covet");
  now = 40_000;
  bar.report(20, 20);
  await bar.done("kept");
  expect(shown[0]).toEqual(["rounds  [######..................]  5/20  about 30 s left  covet", false]);
  expect(shown.at(-1)).toEqual(["rounds  [########################]  20/20  40 s  kept", true]);
});

test("outside a kernel, text is printed", async () => {
  expect(currentKernel()).toBeNull();
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await show({ "text/html": "<b>x</b>", "text/plain": "x" });
  await show([1]);
  const live = liveDisplay();
  live.update(1);
  live.update(2);
  await live.done();
  const failing = liveDisplay();
  await expect(failing.done({ [Symbol.for("Jupyter.display")]: () => "text" })).rejects.toThrow(LabError);
  expect(write.mock.calls.map(([text]) => text)).toEqual(["x\n", "[ 1 ]\n", "2\n"]);
});
