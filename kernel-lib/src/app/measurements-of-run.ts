import { statSync } from "node:fs";
import { join } from "node:path";
import type { Measurement } from "../report/data/measurements.js";
import { coverageOfRun } from "./coverage-of-run.js";
import { readResult } from "./read-result.js";
import type { Run } from "./run-folder.js";
import { worstForecast } from "./run-forecast.js";
import type { SetUpTime } from "./set-up-time.js";

/** A run of the whole report has at least so many notebooks; fewer were chosen by hand. */
const wholeReport = 18;

/**
 * What a finished run measured of itself, for the goals: of the skeleton where it was the routing section alone, of the report where it was all of
 * it. Times since the clone only where everything had to be set up; nothing of a run with gaps.
 */
export function measurementsOfRun(run: Run, folder: string, setUp: SetUpTime | null): Measurement[] {
  if (run.gaps.length > 0) return [];
  const size = statSync(join(folder, "report.html")).size / 1e6;
  const total = run.seconds.total ?? 0;
  const minutes = (seconds: number) => ({ value: seconds / 60, unit: "min", run: run.id });
  if (run.notebooks.length >= wholeReport) {
    const wrong = worstForecast(run.forecast, total);
    return [
      { id: "report/whole-run", ...minutes(total) },
      { id: "report/size", value: size, unit: "MB", run: run.id },
      ...(wrong === null ? [] : [{ id: "report/forecast-error", value: 100 * wrong, unit: "%", run: run.id }]),
      { id: "report/coverage", value: 100 * coverageOfRun(folder), unit: "%", run: run.id },
      { id: "report/decided", value: 100 * shareDecided(run, folder), unit: "%", run: run.id },
    ];
  }
  if (run.notebooks.length !== 1 || run.notebooks[0]?.file !== "03-routing.ipynb") return [];
  const page = { id: "skeleton/report-size", value: size, unit: "MB", run: run.id };
  if (setUp?.whole !== true) return [page];
  return [
    page,
    { id: "skeleton/set-up", ...minutes(setUp.seconds) },
    { id: "skeleton/clone-to-notebook", ...minutes(setUp.seconds + total) },
  ];
}

/** Of the ratios that got rounds: the share with a verdict other than "undecided" and "not measured". */
function shareDecided(run: Run, folder: string): number {
  const ratios = Object.values(run.jobs)
    .flatMap((job) => readResult(join(folder, job)).cases)
    .flatMap((one) => one.ratios);
  const decided = ratios.filter(({ verdict }) => verdict !== "undecided" && verdict !== "not measured");
  return ratios.length === 0 ? 0 : decided.length / ratios.length;
}
