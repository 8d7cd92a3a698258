import { Bench } from "tinybench";
import { Wrong } from "./check-answers.js";
import { now } from "./clock.js";
import type { Replies } from "./protocol.js";
import { stretch } from "./stretch.js";
import type { TimedLoop } from "./timed-loop.js";
import type { CollectionsSeen } from "./watch-collections.js";

/** A call that takes less is timed in batches, nanoseconds. */
const SHORTEST = 1_000;
/** A batch takes at least so long: a clock step of 40 ns is then 2 % of it, as it is 4 % of the shortest single call. Nanoseconds. */
const BATCH = 2_000;
/**
 * The pilot that sizes the batches works so long, milliseconds. With 1 ms, the 10,000 calls of a loop of 0.23 µs were timed at a median of 1.7 µs, since V8 had
 * not yet compiled it for good; with 50 ms at 0.24 µs (Node 26.10, 2 vCPUs). The report's Python has no such steps.
 */
const PILOT = 50;
/** However slow a call is, it is timed so often. */
const FEWEST = 3;

/**
 * The source report's own protocol: `warmUp` calls, then `iterations` calls one by one (batches where a call is under 1 µs), by tinybench's
 * sampling loop. Stops early, with fewer iterations, where `cap` milliseconds would not suffice. The sum of all folds is checked.
 */
export async function sourceRun(
  loop: TimedLoop,
  collections: CollectionsSeen,
  { warmUp, iterations, cap }: { readonly warmUp: number; readonly iterations: number; readonly cap: number },
): Promise<Replies["source"]> {
  const perCall = await pilot(loop, Math.min(PILOT, cap / 2));
  const batch = perCall >= SHORTEST ? 1 : Math.min(loop.most, 2 ** Math.ceil(Math.log2(BATCH / perCall)));
  const affordable = Math.floor((cap * 1e6) / (perCall * batch));
  const taken: number[] = [];
  let times: number[] = [];
  const bench = new Bench({
    iterations: Math.max(FEWEST, Math.min(iterations, affordable)),
    time: 0,
    warmup: true,
    warmupIterations: Math.max(1, Math.min(Math.ceil(warmUp / batch), affordable)),
    warmupTime: 0,
    throws: true,
    // tinybench sorts its samples; what it converts to milliseconds is each duration in the order taken.
    timestampProvider: {
      name: "custom",
      fn: () => now(),
      fromMs: (milliseconds) => milliseconds,
      toMs: (duration) => {
        taken.push(Number(duration));
        return Number(duration);
      },
    },
  });
  let from = 0;
  let sum = 0;
  const after = (part: number) => {
    sum = (sum + part) | 0;
    from += batch;
  };
  bench.add(
    "case",
    loop.async ? async () => after(await loop.run(from, batch)) : () => after(loop.run(from, batch) as number),
    {
      async: loop.async,
      beforeAll: () => {
        taken.length = 0;
      },
      beforeEach: () => loop.fill(from, batch),
      afterEach: () => {
        sum = (sum + (loop.sumAfter?.() ?? 0)) | 0;
      },
      afterAll: () => {
        times = taken.map((milliseconds) => (milliseconds * 1e6) / batch);
      },
    },
  );
  const start = now();
  if (loop.async) await bench.run();
  else bench.runSync();
  const end = now();
  const expected = loop.expected(0, from);
  if (sum !== expected) throw new Wrong({ what: "checksum", input: `${from} calls`, expected, got: String(sum) });
  const [inside] = await collections.in([[[start, end]]]);
  return { batch, times, collections: inside ?? { count: 0, milliseconds: 0 } };
}

/**
 * About how long one call takes once V8 has compiled it, nanoseconds: the fastest of the last stretches of some half a millisecond (a stretch in which
 * another process ran says nothing).
 */
async function pilot(loop: TimedLoop, milliseconds: number): Promise<number> {
  const start = now();
  let recent: number[] = [];
  for (let calls = 1; now() - start < milliseconds || recent.length === 0; ) {
    const { nanoseconds } = await stretch(loop, 0, calls);
    recent = [...recent, nanoseconds / calls].slice(-5);
    if (nanoseconds < 5e5) calls *= 2;
  }
  return Math.min(...recent);
}
