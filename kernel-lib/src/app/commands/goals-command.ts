import { readLedger } from "../../report/ledger/claims-schema.js";
import { evaluateClaims } from "../../report/ledger/evaluate-claims.js";
import { allMet, goalsDocument } from "../../report/ledger/goals-document.js";
import { goalsTable } from "../../report/ledger/goals-table.js";
import { type Command, readArguments } from "../command.js";
import { newestEvidence } from "../newest-evidence.js";
import { findProject } from "../project.js";

export const goalsCommand: Command = {
  summary: "what the project sets out to reach, and what was measured",
  help: `kernel-lib goals [<family>]… [--json]

The goals of the named families, of all where none is named, judged by the newest measurements: met, missed, undecided, not measured.
Exit code 0 only if all that were asked for are met; 2 for an unknown family.`,
  async run(argv, context) {
    const { values, positionals } = readArguments(argv, { json: { type: "boolean" } }, { min: 0, max: 99 });
    const project = findProject(context.cwd, context.env);
    const document = goalsDocument(evaluateClaims(readLedger(), newestEvidence(project)), positionals);
    context.out(values.json ? `${JSON.stringify(document)}\n` : `${goalsTable(document)}\n`);
    return allMet(document) ? 0 : 1;
  },
};
