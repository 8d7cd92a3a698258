import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../base/json.js";
import { LabError } from "../base/lab-error.js";
import type { WorkloadKind } from "../base/subject.js";
import { liftFunction } from "./lift-function.js";
import { makeResultsFolder } from "./make-results-folder.js";

/** A function to be timed, or a way to make one: `prepare` runs once in the arm's own process, before the clock. */
export type ComparisonArm<Input> =
  | ((input: Input) => unknown)
  | { readonly prepare: () => ((input: Input) => unknown) | Promise<(input: Input) => unknown> };

export interface Comparison<Input> {
  readonly name: string;
  readonly title: string;
  readonly kind: WorkloadKind;
  readonly inputs: readonly Input[];
  readonly arms: Readonly<Record<string, ComparisonArm<Input>>>;
}

/**
 * Writes a family file for functions written in a cell: each arm a module of its own, the first arm's answers the expected ones,
 * the first arm's time over each other's the ratios. The folder is named after a hash of all of it.
 *
 * @param parent where the folder is made
 * @param resolveFrom the folder from which `import("…")` inside an arm finds its packages
 * @returns absolute path of the family file
 * @throws LabError if an arm cannot be lifted, there are fewer than two arms, or the inputs do not survive JSON
 */
export function writeComparison<Input>(comparison: Comparison<Input>, parent: string, resolveFrom: string): string {
  const arms = Object.entries(comparison.arms);
  if (arms.length < 2)
    throw new LabError("too-few-arms", `a comparison needs at least two arms, got ${arms.length}`, {
      remedy: "give arms: { first: (input) => …, second: (input) => … }",
    });
  for (const [arm] of arms)
    if (!/^[A-Za-z][\w-]*$/.test(arm))
      throw new LabError("bad-name", `"${arm}" cannot be an arm's name`, { remedy: "use letters, digits, - and _" });
  const inputs = JSON.stringify(comparison.inputs);
  if (comparison.inputs.length === 0)
    throw new LabError("no-inputs", "inputs is empty", { remedy: "give at least one input" });
  if (inputs === undefined || !isDeepStrictEqual(JSON.parse(inputs), comparison.inputs))
    throw new LabError(
      "inputs-not-json",
      "the inputs do not survive JSON, in which they travel to the processes that are timed",
      {
        remedy: "use plain numbers, strings, arrays and objects, and build the rest inside `prepare`",
      },
    );
  const body = new URL("./comparison-body.js", import.meta.url).href;
  const modules = arms.map(([arm, given]) => armModule(arm, given, body, resolveFrom));
  const family = familyModule(
    comparison,
    arms.map(([arm]) => arm),
    body,
  );
  const hash = createHash("sha256")
    .update(JSON.stringify([family, modules, inputs]))
    .digest("hex")
    .slice(0, 16);
  const folder = join(parent, hash);
  makeResultsFolder(folder);
  writeFileSync(join(folder, "inputs.json"), inputs);
  for (const [index, text] of modules.entries()) writeFileSync(join(folder, `arm-${index}.mjs`), text);
  writeFileSync(join(folder, "family.mjs"), family);
  return join(folder, "family.mjs");
}

function armModule<Input>(arm: string, given: ComparisonArm<Input>, body: string, resolveFrom: string): string {
  const prepared = typeof given === "object" && given !== null && "prepare" in given;
  const { expression } = liftFunction(arm, prepared ? given.prepare : given);
  return `import { createRequire } from "node:module";
import { comparisonBody } from ${JSON.stringify(body)};
const require = createRequire(${JSON.stringify(join(resolveFrom, "/"))});
const __importDefault = (module) => (module?.__esModule ? module : { default: module });
const __importStar = (module) => (module?.__esModule ? module : { ...module, default: module });
const written = ${expression};
export const prepare = async (first) => comparisonBody(${JSON.stringify(arm)}, ${prepared ? "await written()" : "written"}, first);
`;
}

function familyModule(
  comparison: { name: string; title: string; kind: WorkloadKind },
  arms: readonly string[],
  body: string,
): string {
  const json = (value: Json) => JSON.stringify(value);
  return `import { readFileSync } from "node:fs";
import { foldValue } from ${json(body)};
const inputs = JSON.parse(readFileSync(new URL("./inputs.json", import.meta.url), "utf8"));
const prepare = (index) => async () => (await import(\`./arm-\${index}.mjs\`)).prepare(inputs[0]);
const arms = ${json([...arms])};
export default {
  name: ${json(comparison.name)},
  title: ${json(comparison.title)},
  operation: "call",
  arms: arms.map((name, index) => ({ name, language: "typescript", prepare: prepare(index) })),
  cases: [{
    name: "inputs", title: ${json(comparison.title)}, kind: ${json(comparison.kind)},
    load: async () => {
      const first = await prepare(0)();
      const expected = [];
      for (const input of inputs) expected.push(await first.answer(input));
      return { setup: null, inputs, expected };
    },
  }],
  fold: foldValue,
  ratios: arms.slice(1).map((against) => ({ case: "inputs", arm: arms[0], against, headline: true })),
};
`;
}
