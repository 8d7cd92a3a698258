import { LabError } from "../../base/lab-error.js";
import type { ScenarioData, ScenarioSpec } from "../../base/subject.js";
import type { ScenarioFile } from "../samples/scenario-file.js";

/**
 * Loads one scenario's data.
 * @throws LabError "scenario-invalid", naming file and scenario.
 */
export async function loadScenario(file: string, spec: ScenarioSpec): Promise<ScenarioFile> {
  const invalid = (message: string, cause?: unknown) =>
    new LabError("scenario-invalid", `${file}: scenario "${spec.name}" ${message}`, {
      data: { file, scenario: spec.name },
      ...(cause === undefined ? {} : { cause }),
    });
  let data: ScenarioData;
  try {
    data = await spec.data();
  } catch (error) {
    throw invalid(`could not be loaded: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  const { setup, expected } = data ?? {};
  if (expected === undefined) throw invalid("has no expected answer");
  const { load } = spec;
  if (load !== undefined && (!Array.isArray(expected) || expected.length !== load.paths.length))
    throw invalid(`expects ${load.paths.length} answers, one for each path of its load`);
  const content = { schema: 1, case: spec.name, setup: setup ?? null, expected } as const;
  return JSON.parse(JSON.stringify(content)) as ScenarioFile;
}
