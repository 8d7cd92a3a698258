import { join, relative } from "node:path";
import { cellLine } from "../cell-line.js";
import { chooseNotebooks } from "../choose-notebooks.js";
import { type Command, readArguments } from "../command.js";
import { profileNamed } from "../profile-name.js";
import { findProject } from "../project.js";
import { runReport } from "../run-report.js";
import { seedFrom } from "../seed-from.js";
import { setUpTime } from "../set-up-time.js";
import { terminalProgress } from "../terminal-progress.js";

export const runCommand: Command = {
  summary: "measure, execute the notebooks, and write the report (what npm start does)",
  help: `kernel-lib run [--only <notebook>]… [--profile smoke|quick|source|claim] [--seed N]

--only     only this notebook, by its number or name (03, 03-routing); may be given again
--profile  how much is measured; quick where nothing is said
--seed     fixes every random choice; 1 where nothing is said

Writes results/<run>/: report.html, executed notebooks, data, raw samples; results/latest points to it.
Exit code 0 only if everything was measured and every notebook ran.`,
  async run(argv, context) {
    const options = {
      only: { type: "string", multiple: true },
      profile: { type: "string" },
      seed: { type: "string" },
    } as const;
    const { values } = readArguments(argv, options, { min: 0, max: 0 });
    const project = findProject(context.cwd, context.env);
    const progress = terminalProgress(context);
    const { run, folder } = await runReport({
      project,
      notebooks: chooseNotebooks(project.notebooks, values.only ?? []),
      profile: profileNamed(values.profile, context.env),
      seed: seedFrom(values.seed),
      env: context.env,
      signal: context.signal,
      onProgress: progress.tell,
      onCell: (notebook, cell, secondsLeft) => {
        const left = cell.kind === "cell-started" ? `; about ${Math.ceil(secondsLeft)} s left` : "";
        if (cell.kind !== "cell-started" || context.terminal) progress.line(`${cellLine(notebook, cell)}${left}`);
      },
      onLine: progress.line,
      now: () => new Date(),
      setUp: setUpTime(context.env),
    }).finally(progress.end);
    context.out(`${relative(context.cwd, join(folder, "report.html"))}\n`);
    const { measuring, notebooks, total } = run.seconds;
    const seconds = (value: number | null) => `${(value ?? 0).toFixed(0)} s`;
    context.err(`measuring ${seconds(measuring)}, notebooks ${seconds(notebooks)}, in all ${seconds(total)}\n`);
    for (const { part, reason } of run.gaps) context.err(`missing: ${part}: ${reason}\n`);
    return run.state === "finished" && run.gaps.length === 0 ? 0 : 1;
  },
};
