import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../base/json.js";
import type { LoadSpec } from "../../base/subject.js";
import type { ScenarioFile } from "../samples/scenario-file.js";
import { ArmFailure, wrongAnswer } from "./arm-failure.js";
import type { ArmProcess } from "./arm-process.js";
import type { LoadResult } from "./load-tally.js";
import type { PlayRequest } from "./play-scenario.js";
import type { Replies } from "./protocol.js";
import { type givenTo, startGenerator } from "./start-arm.js";

/** A request is given up after so long, milliseconds. */
const TIME_OUT = 5_000;
/** The generator was late where over this share of requests was held up by it, or it used over BUSY of its core. */
const LATE = 0.01;
const BUSY = 0.95;
/** Requests a second are the server's only where it used so much of its core (rule 10 of the measuring notes). */
const SATURATED = 0.95;

/** Answers that are checked at once. */
const CHECKS = 8;

export interface LoadRequest extends PlayRequest {
  readonly load: LoadSpec;
  readonly process: ArmProcess;
  readonly given: ReturnType<typeof givenTo>;
  /** The arm's core. */
  readonly core: number | null;
}

/**
 * Has an arm serve, checks its answers, sends the load from another process, and checks the answers again.
 * @returns the figures of `loadMetrics`
 * @throws ArmFailure
 */
export async function putLoad(request: LoadRequest): Promise<Readonly<Record<string, number>>> {
  const { load, process, given, scenario, arm, signal } = request;
  const { expected } = JSON.parse(readFileSync(given.data, "utf8")) as ScenarioFile;
  const { port } = await process.request({ do: "serve", ...given });
  const check = async (): Promise<readonly string[]> => {
    const bodies: string[] = [];
    const places = load.paths.keys();
    const inTurn = async () => {
      for (const place of places)
        bodies[place] = await rightBody(
          request,
          port,
          load.paths[place] ?? "",
          (expected as readonly Json[])[place] ?? null,
        );
    };
    await Promise.all(Array.from({ length: CHECKS }, inTurn));
    return bodies;
  };
  const bodies = await check();
  const generator = startGenerator(request.starter, { case: scenario.name }, request.core);
  const kill = () => generator.kill();
  signal?.addEventListener("abort", kill, { once: true });
  globalThis.process.once("exit", kill);
  try {
    const { paths, connections } = load;
    await generator.request({ do: "aim", port, paths, bodies, connections, timeOut: TIME_OUT });
    const { rate, seconds, warmUpSeconds } = load;
    if (warmUpSeconds > 0) await generator.request({ do: "fire", rate, seconds: warmUpSeconds, timeOut: TIME_OUT });
    const result = generator.request({ do: "fire", rate, seconds, timeOut: TIME_OUT });
    const [used, done] = await Promise.all([watchUse(process, seconds), result]);
    await check();
    warn(request, done, used);
    return figuresOf({ arm, case: scenario.name }, done, used, seconds);
  } finally {
    kill();
    globalThis.process.off("exit", kill);
    signal?.removeEventListener("abort", kill);
  }
}

interface Use {
  /** CPU time during the load and its length, milliseconds. */
  readonly cpu: number;
  readonly wall: number;
  /** Largest resident set, bytes. */
  readonly rss: number;
}

/** Asks the arm what it uses: at once, each second, and when the load's seconds are over. */
async function watchUse(process: ArmProcess, seconds: number): Promise<Use> {
  const start = performance.now();
  const ask = async (): Promise<Replies["usage"] & { readonly at: number }> => ({
    ...(await process.request({ do: "usage" })),
    at: performance.now(),
  });
  const first = await ask();
  let last = first;
  let rss = first.rss;
  for (let second = 1; last === first || second <= seconds; second++) {
    await setTimeout(Math.max(0, start + Math.min(second, seconds) * 1000 - performance.now()));
    last = await ask();
    rss = Math.max(rss, last.rss);
  }
  return { cpu: last.cpu - first.cpu, wall: last.at - first.at, rss };
}

function warn({ scenario, arm, load, onWarning = () => {} }: LoadRequest, done: LoadResult, used: Use): void {
  const at = `scenario "${scenario.name}", arm "${arm}"`;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  if (load.rate !== null && (done.late > LATE || done.busy > BUSY))
    onWarning(
      `${at}: the generator could not keep the rate of ${load.rate} requests/s: ${percent(done.late)} sent late, its core ${percent(done.busy)} busy`,
    );
  const busy = used.cpu / used.wall;
  if (load.rate === null && busy < SATURATED)
    onWarning(
      `${at}: the server's core was ${percent(busy)} busy: the requests/s are as much the generator's as the server's`,
    );
}

function figuresOf(
  at: { readonly arm: string; readonly case: string },
  done: LoadResult,
  used: Use,
  seconds: number,
): Readonly<Record<string, number>> {
  const errors = Object.values(done.errors).reduce((sum, each) => sum + each, 0);
  if (done.inTime === 0 || done.latency === null) {
    const kinds = Object.entries(done.errors).filter(([, times]) => times > 0);
    const which = kinds.map(([kind, times]) => `${kind} ${times}`).join(", ");
    throw new ArmFailure("arm-fails", at, `arm "${at.arm}" at case "${at.case}" gave no right response: ${which}`, {
      data: { errors: done.errors, requests: done.requests },
    });
  }
  return {
    "average-rps": done.inTime / seconds,
    "peak-rps": done.peak,
    p50: done.latency.p50,
    p95: done.latency.p95,
    p99: done.latency.p99,
    "error-rate": (100 * errors) / done.requests,
    cpu: (100 * used.cpu) / used.wall,
    "cpu-per-request": (1000 * used.cpu) / done.inTime,
    memory: used.rss / 1e6,
  };
}

/** The body of one path, after its status and parsed content were found right. */
async function rightBody({ arm, scenario }: LoadRequest, port: number, path: string, expected: Json): Promise<string> {
  const at = { arm, case: scenario.name };
  let status: number | undefined;
  let body: string;
  try {
    const response = await new Promise<IncomingMessage>((done, failed) => {
      const asking = get({ host: "127.0.0.1", port, path, agent: false, timeout: TIME_OUT }, done);
      asking.on("error", failed);
      asking.on("timeout", () => asking.destroy(new Error(`no answer within ${TIME_OUT / 1000} s`)));
    });
    status = response.statusCode;
    body = await text(response);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ArmFailure("arm-fails", at, `arm "${arm}" at case "${at.case}" did not answer GET ${path}: ${words}`);
  }
  let got: unknown;
  try {
    got = JSON.parse(body);
  } catch {
    // Shown as what it is, which is not the answer.
    got = undefined;
  }
  if (status === 200 && isDeepStrictEqual(got, expected)) return body;
  throw wrongAnswer(at, { what: "answer", input: path, expected, got: `${status} ${body.slice(0, 500)}` });
}
