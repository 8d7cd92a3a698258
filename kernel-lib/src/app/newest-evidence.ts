import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readState } from "../measure/samples/read-job.js";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { checkMeasurements, type Measurement } from "../report/data/measurements.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { readSourceReport } from "../report/data/source-report-schema.js";
import type { ClaimContext } from "../report/ledger/evaluate-claims.js";
import type { Project } from "./project.js";
import { readResult } from "./read-result.js";
import { readRun } from "./run-folder.js";

/**
 * What claims and goals are judged by: within a run, that run's own samples; of every other family the newest finished measurement that
 * may decide, from `results/jobs`, else from the published run; and everything that runs have written about themselves.
 */
export function newestEvidence(project: Project, runFolder?: string): ClaimContext {
  const newest = new Map<string, FamilyResult>();
  for (const folder of [...jobFolders(join(project.results, "reference", "jobs")), ...jobFolders(project.jobs)]) {
    if (readState(folder)?.state !== "finished") continue;
    const result = readResult(folder);
    const known = newest.get(result.family);
    if (result.decides && isWhole(result) && (known === undefined || known.sampled.to <= result.sampled.to))
      newest.set(result.family, result);
  }
  const run = runFolder === undefined ? null : readRun(runFolder);
  for (const folder of Object.values(run?.jobs ?? {})) {
    const result = readResult(join(runFolder ?? "", folder));
    newest.set(result.family, result);
  }
  const measurements = readMeasurements(project);
  return { results: [...newest.values()], measurements, source: readSourceReport(), run: run?.id ?? null };
}

/** A measurement of some cases only does not stand for its family; a family of scenarios alone has no ratios of times. */
const isWhole = (result: FamilyResult): boolean =>
  result.cases.some((one) => one.ratios.length > 0) || result.scenarios.length > 0;

function jobFolders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => existsSync(join(parent, name, "plan.json")))
    .sort()
    .map((name) => join(parent, name));
}

/** What this machine measured of itself; only where it has nothing under an id, what the published run has. */
function readMeasurements(project: Project): Measurement[] {
  const read = (file: string) =>
    existsSync(file) ? checkMeasurements(parseJsonFile(file, readFileSync(file, "utf8")), file) : [];
  const own = read(measurementsFile(project));
  const published = read(join(project.results, "reference", "measurements.json"));
  return [...published.filter(({ id }) => !own.some((one) => one.id === id)), ...own];
}

/** Where runs on this machine write what they measured of themselves. */
export const measurementsFile = (project: Project): string => join(project.results, "measurements.json");
