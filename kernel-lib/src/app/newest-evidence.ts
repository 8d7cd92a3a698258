import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LabError } from "../base/lab-error.js";
import { readPlan, readState } from "../measure/samples/read-job.js";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { calibrationMeasurements } from "../report/calibration/calibration-measurements.js";
import { checkFamilyResult } from "../report/data/family-result-schema.js";
import { checkMeasurements, type Measurement } from "../report/data/measurements.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { readSourceReport } from "../report/data/source-report-schema.js";
import type { ClaimContext } from "../report/ledger/evaluate-claims.js";
import { calibrationFolder, publishedCalibration } from "./calibration-folder.js";
import { newestCalibration } from "./newest-calibration.js";
import type { Project } from "./project.js";
import { readResult } from "./read-result.js";
import { readRun } from "./run-folder.js";
import { runResult } from "./run-result.js";

/**
 * What claims and goals are judged by: within a run, that run's own samples; of every other family the newest finished measurement that
 * may decide, from `results/jobs`, else, outside a run, what the published run has; for goals that had no rounds here, what was published of them, named as such; and
 * everything that runs have written about themselves.
 * @throws LabError "family-result-invalid", "measurements-invalid", naming the published file
 */
export function newestEvidence(project: Project, runFolder?: string): ClaimContext {
  const run = runFolder === undefined ? null : readRun(runFolder);
  const ofRun = Object.values(run?.jobs ?? {}).flatMap((job) => begun(() => runResult(runFolder ?? "", job)));
  const others = newestJobs(project, new Set(ofRun.map(({ family }) => family))).map(readResult);
  const here = [...ofRun, ...others];
  // A run's claims say nothing of what another machine measured.
  const published = runFolder === undefined ? publishedResults(project, new Set(here.map(({ family }) => family))) : [];
  const results = [...here, ...published];
  return {
    results,
    measurements: readMeasurements(project),
    source: readSourceReport(),
    run: run?.id ?? null,
    published: publishedOf(project, "claim", new Set()),
  };
}

/** A job that ended before its first sample has no result: its run has said why. */
function begun(read: () => FamilyResult): FamilyResult[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof LabError && error.code === "job-not-begun") return [];
    throw error;
  }
}

/**
 * The folder of each family's newest finished job that may decide. Plan and state are enough to tell: samples are read of these alone. A measurement
 * of some cases only, or against another commit, does not stand for its family; a family of scenarios alone has no ratios of times.
 */
function newestJobs(project: Project, without: ReadonlySet<string>): string[] {
  const newest = new Map<string, { readonly folder: string; readonly at: string }>();
  for (const folder of [...jobFolders(join(project.results, "reference", "jobs")), ...jobFolders(project.jobs)]) {
    const state = readState(folder);
    if (state?.state !== "finished") continue;
    const { family, profile, ratios, scenarios, base, part } = readPlan(folder);
    if (
      base !== undefined ||
      part !== undefined ||
      without.has(family) ||
      !profile.decides ||
      (ratios.length === 0 && scenarios.length === 0)
    )
      continue;
    const known = newest.get(family);
    if (known === undefined || known.at <= state.updatedAt) newest.set(family, { folder, at: state.updatedAt });
  }
  return [...newest.values()].map(({ folder }) => folder);
}

/**
 * The published results of all families but these: of profile `claim` where there is one, else of the published run. Each names itself as published where it stands
 * for the job.
 */
function publishedResults(project: Project, without: ReadonlySet<string>): FamilyResult[] {
  const decided = publishedOf(project, "claim", without);
  const others = publishedOf(project, "families", new Set([...without, ...decided.map(({ family }) => family)]));
  return [...decided, ...others];
}

function publishedOf(project: Project, part: "claim" | "families", without: ReadonlySet<string>): FamilyResult[] {
  return jsonFiles(join(project.results, "reference", part)).flatMap((file) => {
    if (without.has(basename(file, ".json"))) return [];
    const result = checkFamilyResult(parseJsonFile(file, readFileSync(file, "utf8")), file);
    return [{ ...result, job: `published ${result.job}` }];
  });
}

function jsonFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name));
}

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
  const calibrated = newestCalibration([calibrationFolder(project), publishedCalibration(project)]);
  const others = [...published.filter(({ id }) => !own.some((one) => one.id === id)), ...own];
  return calibrated === null ? others : [...others, ...calibrationMeasurements(calibrated.result)];
}

/** Where runs on this machine write what they measured of themselves. */
export const measurementsFile = (project: Project): string => join(project.results, "measurements.json");
