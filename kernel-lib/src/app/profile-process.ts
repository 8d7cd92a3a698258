import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { cpus, release, type } from "node:os";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { getHeapSnapshot } from "node:v8";
import { Worker } from "node:worker_threads";
import { LabError } from "../base/lab-error.js";
import { leastSquares } from "../measure/stats/least-squares.js";
import { aggregateProfile, type CpuProfile } from "../report/profile/aggregate-profile.js";
import { type HeapSnapshot, partsHolder, readHeapSnapshot } from "../report/profile/heap-snapshot.js";
import type { LeakResult, ProfileResult } from "../report/profile/profile-result.js";
import type { SenderData, SenderOrder, SentRequests } from "./profile-sender.js";
import type { Workload } from "./workload.js";

/** What the profiled process is asked. */
export interface ProfileOrder {
  /** Absolute path of the workload's file. */
  readonly workload: string;
  /** Seconds under the sampling profiler, and before it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Batches of requests for the leak check, at least three. */
  readonly batches: number;
  readonly requestsEach: number;
}

/** What it came to, in its output file. */
export type ProfileEnd =
  | { readonly ok: true; readonly result: ProfileResult }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

const interval = 250;
const connections = 16;

/** V8 counts a built-in function's time to its caller; behind a function of this name the profiler sees JSON's own. */
function nameJson(): void {
  const { parse, stringify } = JSON;
  const named = {
    "JSON.parse": (...args: Parameters<typeof parse>) => parse(...args),
    "JSON.stringify": (...args: unknown[]) => stringify(...(args as Parameters<typeof stringify>)),
  };
  JSON.parse = named["JSON.parse"];
  JSON.stringify = named["JSON.stringify"] as typeof JSON.stringify;
}

/** Lets a thread of its own send requests, so that the sender is not in the profile. */
class Sender {
  readonly #thread: Worker;

  constructor(data: SenderData) {
    this.#thread = new Worker(new URL("./profile-sender.js", import.meta.url), { workerData: data });
  }

  /** @throws LabError "workload-answers-wrong" */
  send(howMany: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const onError = (error: Error) => reject(error);
      this.#thread.once("error", onError);
      this.#thread.once("message", ({ answered, fault }: SentRequests) => {
        this.#thread.off("error", onError);
        if (fault === null) resolve(answered);
        else reject(new LabError("workload-answers-wrong", `the workload's server: ${fault}`));
      });
      this.#thread.postMessage({ send: howMany } satisfies SenderOrder);
    });
  }

  stop(): void {
    this.#thread.postMessage({ stop: true } satisfies SenderOrder);
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }
}

async function profiled(sender: Sender, seconds: number): Promise<{ profile: CpuProfile; requests: number }> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval });
    await session.post("Profiler.start");
    const sent = sender.send(Number.MAX_SAFE_INTEGER);
    await Promise.race([setTimeout(seconds * 1000), sent]);
    const { profile } = await session.post("Profiler.stop");
    sender.stop();
    const { nodes, startTime, endTime, samples = [], timeDeltas = [] } = profile;
    return { profile: { nodes, startTime, endTime, samples, timeDeltas }, requests: await sent };
  } finally {
    session.disconnect();
  }
}

/** Heap in use when nothing more can be collected. */
function settledHeap(): number {
  const { gc } = globalThis;
  if (gc === undefined) throw new LabError("no-gc", "the profiled process was started without --expose-gc");
  for (let turn = 0; turn < 3; turn += 1) gc();
  return process.memoryUsage().heapUsed;
}

async function leakCheck(sender: Sender, { batches, requestsEach }: ProfileOrder): Promise<LeakResult> {
  // The first batch is not counted: what is made once is made then.
  await sender.send(requestsEach);
  settledHeap();
  const heap: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    await sender.send(requestsEach);
    heap.push(settledHeap());
  }
  const sent = heap.map((_, batch) => batch * requestsEach);
  const { slope } = leastSquares(sent, heap, 0.05);
  return { requestsEach, heap, slope: { value: slope.point, low: slope.low, high: slope.high } };
}

/** A holder whose class the snapshot names, so that the parts can be found in it. */
function holdParts(parts: Readonly<Record<string, object>>): object {
  const classes = { [partsHolder]: class {} };
  const Holder = classes[partsHolder];
  if (Holder === undefined) throw new TypeError("no class was made");
  return Object.assign(new Holder(), parts);
}

async function heapOf(parts: Readonly<Record<string, object>>) {
  const held = holdParts(parts);
  const pieces: Buffer[] = [];
  for await (const piece of getHeapSnapshot()) pieces.push(piece as Buffer);
  const snapshot = JSON.parse(Buffer.concat(pieces).toString("utf8")) as HeapSnapshot;
  const read = readHeapSnapshot(snapshot);
  // Used after the snapshot, so that the holder is alive in it.
  return { ...read, parts: read.parts.filter(({ name }) => Object.hasOwn(held, name)) };
}

async function profile(order: ProfileOrder): Promise<ProfileResult> {
  nameJson();
  const found = ((await import(pathToFileURL(order.workload).href)) as { default?: Partial<Workload> }).default;
  if (typeof found?.start !== "function" || typeof found.name !== "string" || typeof found.title !== "string")
    throw new LabError(
      "workload-invalid",
      `${order.workload} has no workload as its default export: export default defineWorkload({ … })`,
    );
  const { name, title } = found;
  const running = await found.start();
  if (running.requests.length === 0)
    throw new LabError("workload-invalid", `the workload ${name} has no requests to be sent`);
  const sender = new Sender({ port: running.port, requests: running.requests, connections });
  try {
    const warming = sender.send(Number.MAX_SAFE_INTEGER);
    await Promise.race([setTimeout(order.warmUpSeconds * 1000), warming]);
    sender.stop();
    await warming;
    const started = performance.now();
    const cpu = await profiled(sender, order.seconds);
    const seconds = (performance.now() - started) / 1000;
    const leak = await leakCheck(sender, order);
    const heap = await heapOf(running.parts ?? {});
    return {
      schema: 1,
      workload: name,
      title,
      takenAt: new Date().toISOString(),
      machine: {
        cpu: cpus()[0]?.model.trim() ?? "unknown",
        cores: cpus().length,
        node: process.version,
        os: `${type()} ${release()}`,
      },
      seconds,
      interval,
      requests: cpu.requests,
      ...aggregateProfile(cpu.profile),
      heap,
      leak,
    };
  } finally {
    await sender.end();
    await running.close();
  }
}

const [orderText, output] = process.argv.slice(2);
if (orderText === undefined || output === undefined)
  throw new LabError("usage", "profile-process needs its order and the file to write");
const end = await profile(JSON.parse(orderText) as ProfileOrder).then(
  (result): ProfileEnd => ({ ok: true, result }),
  (error: unknown): ProfileEnd => {
    const code = error instanceof LabError ? error.code : "workload-failed";
    const message =
      error instanceof LabError ? error.message : error instanceof Error ? (error.stack ?? "") : String(error);
    return { ok: false, error: { code, message } };
  },
);
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, JSON.stringify(end));
process.exit(end.ok ? 0 : 1);
