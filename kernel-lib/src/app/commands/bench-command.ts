import { FamilyReport } from "../../report/family-report.js";
import { type Command, readArguments } from "../command.js";
import { familyFile } from "../family-file.js";
import { gapsOf } from "../gaps-of.js";
import { measureFamily } from "../measure-family.js";
import { profileNamed } from "../profile-name.js";
import { findProject } from "../project.js";
import { seedFrom } from "../seed-from.js";
import { terminalProgress } from "../terminal-progress.js";

export const benchCommand: Command = {
  summary: "measure a family: every arm, and a verdict for its ratios",
  help: `kernel-lib bench <family> [--case <name>]… [--against <arm>]… [--profile smoke|quick|source|claim] [--seed N] [--json]

<family>     a name (router) or the path of a family file
--case       only this case; may be given again
--against    only ratios against this arm; may be given again
--profile    how much is measured; quick where nothing is said
--seed       fixes every random choice; 1 where nothing is said
--json       one JSON document on stdout and nothing else

Ctrl-C keeps the complete rounds; the same command goes on from there. Exit code 0 only if everything asked for was measured.`,
  async run(argv, context) {
    const options = {
      case: { type: "string", multiple: true },
      against: { type: "string", multiple: true },
      profile: { type: "string" },
      seed: { type: "string" },
      json: { type: "boolean" },
    } as const;
    const { values, positionals } = readArguments(argv, options, { min: 1, max: 1 });
    const project = findProject(context.cwd, context.env);
    const progress = terminalProgress(context);
    const { result, folder } = await measureFamily({
      file: familyFile(positionals[0] ?? "", project, context.cwd),
      profile: profileNamed(values.profile, context.env),
      project,
      seed: seedFrom(values.seed),
      cases: values.case,
      against: values.against,
      run: null,
      signal: context.signal,
      onProgress: progress.tell,
    }).finally(progress.end);
    if (values.json) context.out(`${JSON.stringify(result)}\n`);
    else {
      const report = new FamilyReport(result);
      const parts = [...(result.cases.length > 0 ? [report, report.statistics()] : []), ...scenarioTables(report)];
      context.out(`${parts.join("\n\n")}\n`);
      for (const { part, reason } of gapsOf(result)) context.err(`missing: ${part}: ${reason}\n`);
      context.err(`raw samples: ${folder}\n`);
    }
    // A ratio was asked for even where one of its arms cannot express the case.
    const ratios = result.cases.flatMap((one) => one.ratios);
    return gapsOf(result).length === 0 && ratios.every(({ verdict }) => verdict !== "not measured") ? 0 : 1;
  },
};

const scenarioTables = (report: FamilyReport) => report.scenarios.map((scenario) => report.metrics({ scenario }));
