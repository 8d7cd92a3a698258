import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LabError } from "../base/lab-error.js";
import type { JobRequest } from "../measure/measure-jobs.js";
import { measureJobs } from "../measure/measure-jobs.js";
import type { Progress } from "../measure/progress.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { serviceStarters } from "./service-starters.js";

/** What a measuring process is asked, in `request.json` of its folder. */
export interface JobOrder {
  readonly jobs: readonly JobRequest[];
}

/** An error as data; told again by whoever makes it anew. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What one job came to. */
export type JobEntry =
  | {
      readonly ok: true;
      readonly hash: string;
      readonly folder: string;
      readonly warnings: readonly string[];
    }
  | {
      readonly ok: false;
      readonly family: string;
      readonly hash: string;
      readonly folder: string;
      readonly error: ErrorData;
    };

/** What it came to, in `outcome.json`. */
export type JobEnd =
  | { readonly ok: true; readonly jobs: readonly JobEntry[] }
  | { readonly ok: false; readonly error: ErrorData };

/**
 * The process that measures: apart from notebook, terminal and kernel, so that it outlives them. It talks through files of its folder:
 * `progress.json` while it works, `outcome.json` at its end. SIGTERM and SIGINT end it after the round at hand is given up.
 */
async function main(folder: string): Promise<void> {
  const order = JSON.parse(readFileSync(join(folder, "request.json"), "utf8")) as JobOrder;
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(name, () => stop.abort(new LabError("stopped", "stopped")));
  const onProgress = (progress: Progress) => writeAtomically(join(folder, "progress.json"), JSON.stringify(progress));
  // Tests, which decide nothing, have a lock of their own.
  const lockFolder = process.env.KERNEL_LIB_LOCK;
  const end = await measureJobs(order.jobs, {
    signal: stop.signal,
    onProgress,
    services: serviceStarters,
    ...(lockFolder ? { lockFolder } : {}),
  }).then(
    (outcomes): JobEnd => ({
      ok: true,
      jobs: outcomes.map((job): JobEntry => {
        const { hash, folder } = job;
        return job.ok
          ? { ok: true, hash, folder, warnings: job.warnings }
          : { ok: false, family: job.family, hash, folder, error: asData(job.error) };
      }),
    }),
    (error: unknown): JobEnd => ({ ok: false, error: asData(error) }),
  );
  writeAtomically(join(folder, "outcome.json"), JSON.stringify(end));
  process.exitCode = end.ok ? 0 : 1;
}

function asData(error: unknown): ErrorData {
  if (error instanceof LabError) {
    // A LabError's message ends with its remedy; told again by whoever makes the error anew.
    const message =
      error.remedy === undefined ? error.message : error.message.replace(`\n  Remedy: ${error.remedy}`, "");
    return { code: error.code, message, remedy: error.remedy ?? null, data: error.data };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "measurement-failed", message: text, remedy: null, data: {} };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new LabError("usage", "job-process needs its folder");
mkdirSync(dirname(folder), { recursive: true });
await main(folder);
