import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { type Command, readArguments } from "../command.js";
import { findProject } from "../project.js";
import { readRun } from "../run-folder.js";
import { writeRunResults } from "../write-run-results.js";

export const reportCommand: Command = {
  summary: "write a run's page and data again from its samples, without measuring",
  help: `kernel-lib report [<run folder>]

Computes everything to the right of the raw samples anew: results, claims, the page. results/latest where no run is named.`,
  async run(argv, context) {
    const { positionals } = readArguments(argv, {}, { min: 0, max: 1 });
    const project = findProject(context.cwd, context.env);
    const asked = positionals[0] === undefined ? join(project.results, "latest") : resolve(context.cwd, positionals[0]);
    if (!existsSync(asked))
      throw new LabError("no-run", `there is no run in ${asked}`, {
        remedy: "make one with: npm start",
        data: { folder: asked },
      });
    const folder = realpathSync(asked);
    await writeRunResults({ project, run: readRun(folder), folder });
    context.out(`${relative(context.cwd, join(folder, "report.html"))}\n`);
    return 0;
  },
};
