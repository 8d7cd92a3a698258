import { ClaimView } from "../../report/ledger/claim-view.js";
import { readLedger } from "../../report/ledger/claims-schema.js";
import { evaluateClaims } from "../../report/ledger/evaluate-claims.js";
import { type Command, readArguments } from "../command.js";
import { newestEvidence } from "../newest-evidence.js";
import { findProject } from "../project.js";

export const claimsCommand: Command = {
  summary: "every claim of the ledger, and whether it holds here",
  help: `kernel-lib claims [--json]

Judges the sentences of the source report and this project's own by the newest measurements. Goals: kernel-lib goals.
Exit code 0 if the ledger could be judged, whatever came out.`,
  async run(argv, context) {
    const { values } = readArguments(argv, { json: { type: "boolean" } }, { min: 0, max: 0 });
    const project = findProject(context.cwd, context.env);
    const evaluated = evaluateClaims(readLedger(), newestEvidence(project)).filter(
      ({ entry }) => entry.origin !== "goal",
    );
    if (values.json) {
      const claims = evaluated.map(({ entry, inSource, ...rest }) => ({ ...entry, ...rest, inSource }));
      context.out(`${JSON.stringify({ schema: 1, claims })}\n`);
    } else context.out(`${evaluated.map((one) => new ClaimView(one, [])).join("\n\n")}\n`);
    return 0;
  },
};
