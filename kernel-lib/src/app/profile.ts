import type { ProfileReport } from "../report/profile/profile-report.js";

export interface ProfileOptions {
  /** Name of a workload of the project ("server"), or the path of a workload file. "server" where absent. */
  readonly workload?: string;
  /** Seconds under the sampling profiler; 4 where absent, less in profile smoke. */
  readonly seconds?: number;
}

/**
 * Profiles a server at work in a process of its own: CPU time by category and function, the heap by constructor, and whether it grows.
 * Takes about ten seconds, and waits for other measurements on this machine. Interrupting the cell ends it.
 * @throws LabError "unknown-workload", "workload-invalid", "workload-answers-wrong", "workload-failed", "profile-seconds"
 */
export async function profile(options: ProfileOptions = {}): Promise<ProfileReport> {
  // Loaded at the call: workload files import this package too, in the process that is profiled.
  const { join } = await import("node:path");
  const { currentKernel } = await import("../notebook/kernel/kernel-api.js");
  const { liveDisplay } = await import("../notebook/kernel/live-display.js");
  const { progressLine } = await import("./progress-line.js");
  const { profileNamed } = await import("./profile-name.js");
  const { findProject } = await import("./project.js");
  const { runProfile } = await import("./run-profile.js");
  const { ProfileReport } = await import("../report/profile/profile-report.js");
  const { writeJson } = await import("../report/data/write-file.js");
  const { readSourceReport } = await import("../report/data/source-report-schema.js");
  const short = profileNamed(undefined, process.env).name === "smoke";
  const live = liveDisplay();
  const result = await runProfile({
    project: findProject(),
    workload: options.workload ?? "server",
    cwd: process.cwd(),
    seconds: options.seconds ?? (short ? 0.5 : 4),
    env: process.env,
    signal: currentKernel()?.signal(),
    onProgress: (text) => live.update(progressLine(text)),
  });
  const run = process.env.KERNEL_LIB_RUN;
  if (run !== undefined && run !== "") await writeJson(join(run, "profile.json"), result);
  const report = new ProfileReport(result, readSourceReport());
  await live.done(progressLine(`${report.origin()}.`));
  return report;
}
