import { LabError } from "../../base/lab-error.js";
import type { CaseSpec, Family } from "../../base/subject.js";
import type { CaseFile } from "../samples/case-file.js";

/**
 * Loads one case's data and folds its expected answers.
 * @throws LabError "case-invalid", naming file, case and input.
 */
export async function loadCase(file: string, family: Family, spec: CaseSpec): Promise<CaseFile> {
  const invalid = (message: string, cause?: unknown) =>
    new LabError("case-invalid", `${file}: case "${spec.name}" ${message}`, {
      data: { file, case: spec.name },
      ...(cause === undefined ? {} : { cause }),
    });
  let data: Awaited<ReturnType<CaseSpec["load"]>>;
  try {
    data = await spec.load();
  } catch (error) {
    throw invalid(`could not be loaded: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  const { setup, inputs, expected } = data ?? {};
  if (!Array.isArray(inputs) || inputs.length === 0) throw invalid("has no inputs");
  if (!Array.isArray(expected) || expected.length !== inputs.length)
    throw invalid(`has ${inputs.length} inputs but ${expected?.length ?? "no"} expected answers`);
  const delivery = spec.delivery ?? "as-is";
  const notText = delivery === "as-is" ? -1 : inputs.findIndex((input) => typeof input !== "string");
  if (notText >= 0) throw invalid(`is delivered "${delivery}", so its inputs must be strings; input ${notText} is not`);
  const folds = expected.map((answer, place) => {
    const fold: unknown = family.fold(answer);
    if (typeof fold !== "number" || !Number.isInteger(fold))
      throw invalid(`: fold of expected answer ${place} is ${String(fold)}, not a whole number`);
    return fold | 0;
  });
  const content = { schema: 1, case: spec.name, delivery, setup: setup ?? null, inputs, expected, folds } as const;
  const again = JSON.parse(JSON.stringify(content)) as CaseFile;
  if (again.inputs.length !== inputs.length || again.expected.some((answer) => answer === undefined))
    throw invalid("holds values that JSON cannot carry");
  return again;
}
