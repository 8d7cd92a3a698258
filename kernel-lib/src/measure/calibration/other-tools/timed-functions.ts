import { pathToFileURL } from "node:url";
import { LabError } from "../../../base/lab-error.js";
import type { Body, Family, ScriptArm } from "../../../base/subject.js";
import type { ToolEffect, ToolKind } from "./tool.js";

/** What a tool times: takes no input, returns a number so that its work is used. */
export type Timed = () => number;

export interface TimedFunctions {
  readonly a: Timed;
  readonly b: Timed;
}

/**
 * Calls of the workload in one call of a timed function: tens to hundreds of microseconds, at which no tool has trouble with its clock. 3 % more JSON are three
 * documents of a hundred; 3 % more of the integer loop are steps.
 */
const calls: Readonly<Record<ToolKind, number>> = { integer: 16, json: 100 };

/** An input of the integer loop. */
interface Steps {
  readonly seed: number;
  readonly count: number;
}

/**
 * The two functions of a comparison, in this process: the same text, each with a copy of the family file's module and a loop of its own, so that
 * V8 compiles each by itself. Both have answered every input of the case right before they are handed out.
 * @throws LabError "tool-answers-wrong"; what the family file throws
 */
export async function timedFunctions(familyFile: string, kind: ToolKind, effect: ToolEffect): Promise<TimedFunctions> {
  const make = async (name: string, more: number): Promise<Timed> => {
    const module = (await import(`${pathToFileURL(familyFile).href}?${name}`)) as { readonly default: Family };
    const family = module.default;
    const found = family.cases.find((each) => each.name === kind);
    const arm = family.arms.find((each): each is ScriptArm => each.language === "typescript");
    if (!found || !arm?.prepare)
      throw new LabError("tool-answers-wrong", `${familyFile} has no case "${kind}" in TypeScript`);
    const { setup, inputs, expected } = await found.load();
    const body = await arm.prepare({ case: kind, setup, services: {} });
    for (const [place, input] of inputs.entries())
      if (body.run(input as never) !== family.fold(expected[place] ?? null))
        throw new LabError("tool-answers-wrong", `${familyFile} answers input ${place} of "${kind}" wrong`);
    if (kind === "json") return loop(body, inputs, Math.round(calls.json * (1 + more)));
    const longer = (inputs as unknown as readonly Steps[]).map(({ seed, count }) => ({
      seed,
      count: Math.round(count * (1 + more)),
    }));
    return loop(body, longer, calls.integer);
  };
  return { a: await make("a", 0), b: await make("b", effect) };
}

/** `count` calls of the body, walking round the inputs, as new text: a function with its own feedback. */
function loop(body: Body, inputs: readonly unknown[], count: number): Timed {
  const text = `
    let place = 0;
    return function timed() {
      let sum = 0;
      for (let call = 0; call < ${count}; call++) {
        sum = (sum + body.run(inputs[place])) | 0;
        if (++place === inputs.length) place = 0;
      }
      return sum;
    };`;
  return new Function("body", "inputs", text)(body, inputs) as Timed;
}
