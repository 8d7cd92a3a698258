import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../base/lab-error.js";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { familyResultSchema } from "../report/data/family-result-schema.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { resultFile } from "../report/data/result-files.js";
import { readSourceReport } from "../report/data/source-report-schema.js";
import { writeJson, writeTextAtomically } from "../report/data/write-file.js";
import type { DataFile } from "../report/export/data-files.js";
import { exportPage } from "../report/export/export-page.js";
import { readLedger } from "../report/ledger/claims-schema.js";
import { evaluateClaims } from "../report/ledger/evaluate-claims.js";
import { newestEvidence } from "./newest-evidence.js";
import type { Project } from "./project.js";
import { readResult } from "./read-result.js";
import type { Run } from "./run-folder.js";
import { familyDocument } from "./run-result.js";

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
  const results = Object.values(run.jobs).flatMap((job) => measuredIn(join(folder, job)));
  const printed = readSourceReport();
  const data: DataFile[] = [];
  for (const result of results) {
    familyResultSchema.parse(result);
    await writeJson(familyDocument(folder, result.family), result);
    const file = resultFile(result, printed);
    const { family } = result;
    if (file !== null) {
      data.push({ name: file.name, json: file.json, family });
      await writeJson(join(folder, file.name), file.json);
    }
    data.push({ name: `${family}.json`, json: result, family });
  }
  const { measurements, source } = newestEvidence(project);
  const claims = evaluateClaims(readLedger(), { results, measurements, source, run: run.id });
  const ledger = { schema: 1, run: run.id, claims };
  data.push({ name: "claims.json", json: ledger });
  await writeJson(join(folder, "claims.json"), ledger);
  const notebooks = run.notebooks
    .map(({ file }) => ({ name: file, path: join(folder, "notebooks", file) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, notebook: JSON.parse(readFileSync(path, "utf8")) as unknown }));
  const profile = join(folder, "profile.json");
  if (existsSync(profile)) data.push({ name: "profile.json", json: profileIn(profile), family: "profile" });
  const page = exportPage({ title: "Performance report", subtitle: subtitleOf(run, results[0]), notebooks, data });
  await writeTextAtomically(join(folder, "report.html"), page);
}

const profileIn = (file: string): unknown => parseJsonFile(file, readFileSync(file, "utf8"));

/** The result of a job; none where the job ended before its first sample: the run has said so. */
function measuredIn(folder: string): FamilyResult[] {
  try {
    return [readResult(folder)];
  } catch (error) {
    if (error instanceof LabError && error.code === "job-not-begun") return [];
    throw error;
  }
}

function subtitleOf(run: Run, result: FamilyResult | undefined): string {
  const machine =
    result === undefined
      ? ""
      : `; ${result.environment.cpu}, ${result.environment.cores} cores, ${result.environment.os}`;
  return `Run ${run.id}, profile ${run.profile}, Node ${run.node}${machine}`;
}
