import { LabError } from "../../base/lab-error.js";
import type { Profile } from "../../measure/plan/profile.js";
import { FamilyReport } from "../../report/family-report.js";
import { type Command, type CommandContext, readArguments } from "../command.js";
import { familyFile } from "../family-file.js";
import { gapsOf } from "../gaps-of.js";
import { measureAgainstBase } from "../measure-against-base.js";
import { type MeasuredFamily, measureFamily } from "../measure-family.js";
import { profileNamed } from "../profile-name.js";
import { findProject } from "../project.js";
import { seedFrom } from "../seed-from.js";
import { terminalProgress } from "../terminal-progress.js";

export const benchCommand: Command = {
  summary: "measure a family: every arm, and a verdict for its ratios; --base: against another commit",
  help: `kernel-lib bench <family> [--case <name>]… [--against <arm>]… [--profile smoke|quick|source|claim] [--seed N] [--json]
kernel-lib bench <family> --base <git ref> [--arm <name>]… [--case <name>]… [--profile …] [--fail-on slower] [--json]

<family>     a name (router) or the path of a family file
--case       only this case; may be given again
--against    only ratios against this arm; may be given again
--base       the working tree against this commit, branch or tag, built in .cache/base, both in the same rounds
--arm        with --base: the arm that is compared with itself; the family's main arm where nothing is said; may be given again
--fail-on    slower: exit code 1 if anything is decided slower
--profile    how much is measured; quick where nothing is said
--seed       fixes every random choice; 1 where nothing is said
--json       one JSON document on stdout and nothing else

Ctrl-C keeps the complete rounds; the same command goes on from there. Exit code 0 only if everything asked for was measured.`,
  async run(argv, context) {
    const options = {
      case: { type: "string", multiple: true },
      against: { type: "string", multiple: true },
      base: { type: "string" },
      arm: { type: "string", multiple: true },
      "fail-on": { type: "string" },
      profile: { type: "string" },
      seed: { type: "string" },
      json: { type: "boolean" },
    } as const;
    const { values, positionals } = readArguments(argv, options, { min: 1, max: 1 });
    const profile = profileNamed(values.profile, context.env);
    checkWords(values, profile);
    const { result, folder } = await measured(positionals[0] ?? "", { ...values, profile }, context);
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
    const slower = values["fail-on"] === "slower" ? ratios.filter(({ verdict }) => verdict === "slower") : [];
    for (const { claim } of slower) context.err(`slower: ${claim}\n`);
    const all = gapsOf(result).length === 0 && ratios.every(({ verdict }) => verdict !== "not measured");
    return all && slower.length === 0 ? 0 : 1;
  },
};

interface Words {
  readonly case?: readonly string[] | undefined;
  readonly against?: readonly string[] | undefined;
  readonly base?: string | undefined;
  readonly arm?: readonly string[] | undefined;
  readonly "fail-on"?: string | undefined;
  readonly seed?: string | undefined;
}

function checkWords(words: Words, profile: Profile): void {
  const fault =
    words.base === undefined && words.arm !== undefined
      ? "--arm goes with --base"
      : words.base !== undefined && words.against !== undefined
        ? "--against names peers; with --base an arm is compared with itself: --arm chooses which"
        : words["fail-on"] !== undefined && words["fail-on"] !== "slower"
          ? `--fail-on takes slower, not ${words["fail-on"]}`
          : words["fail-on"] !== undefined && !profile.decides
            ? `profile ${profile.name} decides nothing, so that --fail-on would never fail`
            : null;
  if (fault !== null) throw new LabError("usage", fault);
}

async function measured(
  family: string,
  words: Words & { readonly profile: Profile },
  context: CommandContext,
): Promise<MeasuredFamily> {
  const project = findProject(context.cwd, context.env);
  const progress = terminalProgress(context);
  const common = {
    file: familyFile(family, project, context.cwd),
    profile: words.profile,
    project,
    seed: seedFrom(words.seed),
    cases: words.case,
    signal: context.signal,
    onProgress: progress.tell,
  };
  try {
    if (words.base === undefined) return await measureFamily({ ...common, against: words.against, run: null });
    const { env } = context;
    const { base: ref, arm: arms } = words;
    const found = await measureAgainstBase({ ...common, ref, arms, env, onLine: progress.line });
    progress.line(`base: ${ref}, commit ${found.commit}`);
    if (found.leftOut.length > 0)
      progress.line(
        `not compared under profile ${words.profile.name}: ${found.leftOut.join(", ")} (--case names them, --profile claim takes all)`,
      );
    return found;
  } finally {
    progress.end();
  }
}

const scenarioTables = (report: FamilyReport) => report.scenarios.map((scenario) => report.metrics({ scenario }));
