import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { familyResultSchema } from "../report/data/family-result-schema.js";
import { routingResults } from "../report/data/routing-results.js";
import { readSourceReport } from "../report/data/source-report-schema.js";
import { writeJson, writeTextAtomically } from "../report/data/write-file.js";
import { exportPage } from "../report/export/export-page.js";
import { readLedger } from "../report/ledger/claims-schema.js";
import { evaluateClaims } from "../report/ledger/evaluate-claims.js";
import { newestEvidence } from "./newest-evidence.js";
import type { Project } from "./project.js";
import { readResult } from "./read-result.js";
import type { Run } from "./run-folder.js";

/** Files of the source report that a family's result is written to, in the report's own columns. */
const sourceFiles: Readonly<
  Record<string, { readonly name: string; readonly make: (result: FamilyResult) => unknown }>
> = {
  router: { name: "routing_performance_results.json", make: (result) => routingResults(result, readSourceReport()) },
};

/**
 * Writes what a run came to: the source report's files, each family's result, the claims, and the page of all executed notebooks.
 * All of it is computed from the run's own samples and notebooks.
 */
export async function writeRunResults({
  project,
  run,
  folder,
}: {
  readonly project: Project;
  readonly run: Run;
  readonly folder: string;
}): Promise<void> {
  const results = Object.values(run.jobs).map((job) => readResult(join(folder, job)));
  const data: { name: string; json: unknown }[] = [];
  for (const result of results) {
    familyResultSchema.parse(result);
    await writeJson(join(folder, "families", `${result.family}.json`), result);
    const file = sourceFiles[result.family];
    if (file === undefined) continue;
    const json = file.make(result);
    data.push({ name: file.name, json });
    await writeJson(join(folder, file.name), json);
  }
  const { measurements, source } = newestEvidence(project);
  const claims = evaluateClaims(readLedger(), { results, measurements, source, run: run.id });
  await writeJson(join(folder, "claims.json"), { schema: 1, run: run.id, claims });
  const notebooks = run.notebooks
    .map(({ file }) => ({ name: file, path: join(folder, "notebooks", file) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, notebook: JSON.parse(readFileSync(path, "utf8")) as unknown }));
  const page = exportPage({ title: "Performance report", subtitle: subtitleOf(run, results[0]), notebooks, data });
  await writeTextAtomically(join(folder, "report.html"), page);
}

function subtitleOf(run: Run, result: FamilyResult | undefined): string {
  const machine =
    result === undefined
      ? ""
      : `; ${result.environment.cpu}, ${result.environment.cores} cores, ${result.environment.os}`;
  return `Run ${run.id}, profile ${run.profile}, Node ${run.node}${machine}`;
}
