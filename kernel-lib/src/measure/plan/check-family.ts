import { z } from "zod";
import { LabError } from "../../base/lab-error.js";
import { loadMetrics } from "../../base/load-metrics.js";
import type { ArmSpec, Family, ScenarioSpec } from "../../base/subject.js";
import { functionsOf } from "./functions-of.js";
import { takesPart } from "./takes-part.js";

const name = z.string().regex(/^[\w@./+-][\w@./+ -]*$/, "letters, digits and @ . / + - _ only");
const fileName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes only");
const aFunction = (what: string) =>
  z.custom<(...given: never[]) => unknown>((value) => typeof value === "function", `${what} must be a function`);
const common = {
  name,
  label: z.string().optional(),
  package: z.string().optional(),
  features: z.record(z.string(), z.union([z.boolean(), z.string()])).optional(),
  note: z.string().optional(),
  control: z.boolean().optional(),
};
const command = z
  .array(z.string())
  .min(1)
  .refine(([program]) => program !== "", "the program is named first");
const needs = z.array(z.enum(["postgres", "mariadb"])).optional();
const scenarioSchema = z.object({
  name: fileName,
  title: z.string().min(1),
  arms: z.array(z.string()).min(1),
  needs,
  metrics: z
    .array(
      z.object({
        name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes only"),
        title: z.string().min(1),
        unit: z.enum(["ns", "us", "ms", "s", "B", "KB", "MB", "%", "count", "1/s"]),
        better: z.enum(["lower", "higher", "neither"]),
        definition: z.string().min(1),
      }),
    )
    .min(1),
  runs: z.int().positive().optional(),
  load: z
    .object({
      paths: z.array(z.string().startsWith("/")).min(1),
      connections: z.int().positive(),
      rate: z.number().positive().nullable(),
      seconds: z.number().min(0.1),
      warmUpSeconds: z.number().min(0),
    })
    .optional(),
  data: aFunction("data"),
});
const familySchema = z.object({
  name: fileName,
  title: z.string().min(1),
  operation: z.string().min(1),
  arms: z
    .array(
      z.discriminatedUnion("language", [
        z.object({
          ...common,
          language: z.literal("typescript"),
          prepare: aFunction("prepare").optional(),
          observe: aFunction("observe").optional(),
          serve: aFunction("serve").optional(),
        }),
        z.object({ ...common, language: z.literal("python"), script: z.string().min(1) }),
        z.strictObject({
          ...common,
          language: z.literal("command"),
          command,
          each: z.enum(["line", "process"]).optional(),
          input: z.enum(["json", "text"]).optional(),
          output: z.enum(["json", "text"]).optional(),
          cwd: z.string().min(1).optional(),
          version: command.optional(),
        }),
      ]),
    )
    .min(1),
  cases: z.array(
    z.object({
      name: fileName,
      title: z.string().min(1),
      kind: z.enum(["cpu", "allocation", "database", "server"]),
      delivery: z.enum(["as-is", "fresh", "cut"]).optional(),
      arms: z.array(z.string()).min(1).optional(),
      needs,
      iterations: z.int().positive().optional(),
      load: aFunction("load"),
    }),
  ),
  scenarios: z.array(scenarioSchema).optional(),
  postgres: z.object({ schema: z.string().min(1) }).optional(),
  ratios: z.array(
    z.object({
      case: z.string(),
      arm: z.string(),
      against: z.string(),
      againstCase: z.string().optional(),
      headline: z.boolean().optional(),
    }),
  ),
  fold: aFunction("fold"),
});

/**
 * Checks what a family file exports: its shape, that names are given once, that ratios name arms and cases that exist.
 * @throws LabError "family-invalid", naming file, place and what was expected.
 */
export function checkFamily(file: string, exported: unknown): Family {
  const invalid = (message: string, data: Record<string, unknown> = {}) =>
    new LabError("family-invalid", `${file}: ${message}`, { data: { file, ...data } });
  if (exported === undefined)
    throw new LabError("family-invalid", `${file} has no default export`, {
      remedy: "End the file with `export default defineFamily({ … })`.",
      data: { file },
    });
  const shape = familySchema.safeParse(exported);
  if (!shape.success) {
    const issue = shape.error.issues[0];
    throw invalid(`${issue?.path.join(".") || "the default export"}: ${issue?.message}`, { path: issue?.path });
  }
  const family = exported as Family;
  const onlyOnce = (what: string, names: readonly string[]) => {
    const twice = names.find((each, place) => names.indexOf(each) !== place);
    if (twice !== undefined) throw invalid(`${what} "${twice}" is there twice`, { name: twice });
  };
  const arms = family.arms.map((arm) => arm.name);
  const cases = family.cases.map((each) => each.name);
  onlyOnce("arm", arms);
  for (const arm of family.arms)
    if (functionsOf(arm)?.length === 0)
      throw invalid(`arm "${arm.name}" has none of prepare, observe and serve`, { arm: arm.name });
  const scenarios = family.scenarios ?? [];
  if (cases.length + scenarios.length === 0) throw invalid("it has no case and no scenario");
  // One name space: data files and what was not measured are named after either.
  onlyOnce("case or scenario", [...cases, ...scenarios.map((each) => each.name)]);
  for (const { name, needs: services } of [...family.cases, ...scenarios])
    if (services?.includes("postgres") && family.postgres === undefined)
      throw invalid(`"${name}" needs postgres, but the family has no postgres.schema`, { name });
  onlyOnce(
    "ratio",
    family.ratios.map((ratio) => [ratio.case, ratio.arm, ratio.against, ratio.againstCase ?? ratio.case].join(" / ")),
  );
  for (const each of family.cases)
    for (const arm of each.arms ?? [])
      if (!arms.includes(arm))
        throw invalid(`case "${each.name}" is for arm "${arm}"; the arms are ${arms.join(", ")}`, { arm });
  for (const each of family.cases)
    for (const arm of family.arms)
      if (each.arms?.includes(arm.name) && !(functionsOf(arm)?.includes("prepare") ?? true))
        throw invalid(`case "${each.name}" is for arm "${arm.name}", which has no prepare`, { arm: arm.name });
  for (const scenario of scenarios) {
    const fault = faultOf(scenario, family.arms);
    if (fault !== null) throw invalid(`scenario "${scenario.name}" ${fault}`, { scenario: scenario.name });
  }
  for (const ratio of family.ratios) {
    for (const arm of [ratio.arm, ratio.against])
      if (!arms.includes(arm))
        throw invalid(`a ratio of case "${ratio.case}" names arm "${arm}"; the arms are ${arms.join(", ")}`, { arm });
    for (const each of [ratio.case, ratio.againstCase ?? ratio.case])
      if (!cases.includes(each))
        throw invalid(`a ratio names case "${each}"; the cases are ${cases.join(", ")}`, { case: each });
    const armCase = family.cases.find(({ name }) => name === ratio.case);
    const againstCase = family.cases.find(({ name }) => name === (ratio.againstCase ?? ratio.case));
    for (const [armName, at] of [[ratio.arm, armCase] as const, [ratio.against, againstCase] as const]) {
      const arm = family.arms.find((one) => one.name === armName);
      if (arm && at && !takesPart(asPlanned(arm), at))
        throw invalid(`a ratio of case "${ratio.case}" names arm "${armName}", which takes no part in "${at.name}"`, {
          arm: armName,
        });
    }
    if (ratio.arm === ratio.against && (ratio.againstCase ?? ratio.case) === ratio.case)
      throw invalid(`a ratio of case "${ratio.case}" compares arm "${ratio.arm}" with itself`, { arm: ratio.arm });
  }
  return family;
}

function asPlanned(arm: ArmSpec) {
  const functions = functionsOf(arm);
  return functions === undefined ? arm : { ...arm, functions };
}

/** What is wrong with a scenario beside its shape; null where nothing is. */
function faultOf({ arms: players, metrics, load }: ScenarioSpec, arms: readonly ArmSpec[]): string | null {
  const asked = load === undefined ? "observe" : "serve";
  const twice = (names: readonly string[]) => names.find((each, place) => names.indexOf(each) !== place);
  for (const name of players) {
    const arm = arms.find((each) => each.name === name);
    if (!arm) return `is for arm "${name}"; the arms are ${arms.map((each) => each.name).join(", ")}`;
    if (!(functionsOf(arm)?.includes(asked) ?? true)) return `is for arm "${name}", which has no ${asked}`;
  }
  const again = twice(players) ?? twice(metrics.map(({ name }) => name));
  if (again !== undefined) return `names "${again}" twice`;
  if (load !== undefined && JSON.stringify(metrics) !== JSON.stringify(loadMetrics))
    return "has a load, so its metrics must be loadMetrics";
  return null;
}
