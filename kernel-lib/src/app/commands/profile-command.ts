import { LabError } from "../../base/lab-error.js";
import { readSourceReport } from "../../report/data/source-report-schema.js";
import { ProfileReport } from "../../report/profile/profile-report.js";
import { type Command, readArguments } from "../command.js";
import { findProject } from "../project.js";
import { runProfile } from "../run-profile.js";

export const profileCommand: Command = {
  summary: "profile a server at work: CPU by category and function, heap, leaks",
  help: `kernel-lib profile [<workload>] [--seconds N] [--json]

<workload>   a name (server) or the path of a workload file; server where nothing is said
--seconds    how long the sampling profiler watches; 4 where nothing is said
--json       one JSON document on stdout and nothing else

A profile decides nothing: it shows where one process spent its time. Ctrl-C ends it and leaves no process.`,
  async run(argv, context) {
    const options = { seconds: { type: "string" }, json: { type: "boolean" } } as const;
    const { values, positionals } = readArguments(argv, options, { min: 0, max: 1 });
    const seconds = Number(values.seconds ?? 4);
    if (Number.isNaN(seconds)) throw new LabError("usage", `--seconds takes a number, not "${values.seconds}"`);
    const result = await runProfile({
      project: findProject(context.cwd, context.env),
      workload: positionals[0] ?? "server",
      cwd: context.cwd,
      seconds,
      env: context.env,
      signal: context.signal,
      onProgress: (text) => context.err(`${text}\n`),
    });
    if (values.json) context.out(`${JSON.stringify(result)}\n`);
    else context.out(`${new ProfileReport(result, readSourceReport())}\n`);
    return 0;
  },
};
