import type { Json } from "../../../../kernel-lib/dist/base/json.js";
import {
  type Body,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  type Family,
  type ScriptArm,
} from "../../../../kernel-lib/dist/base/subject.js";
import type { GuardName } from "../../../../kernel-lib/dist/measure/guards/finding.js";

/** Integer work whose amount is the input: the sum of the first `n` steps of a linear congruence; about 1.2 ns a step. */
export function work(n: number): number {
  let x = 1;
  let sum = 0;
  for (let step = 0; step < n; step++) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    sum = (sum + (x >>> 24)) | 0;
  }
  return sum;
}

/** An arm that cheats, or deceives itself, and the guard that must notice; "checksum" is the oracle, "arm-breaks-protocol" the protocol. */
export const trap = (
  name: string,
  expected: GuardName | "checksum" | "arm-breaks-protocol",
  prepare: (given: CaseInput) => Body | Promise<Body>,
): ScriptArm => ({ name, language: "typescript", features: { expected }, prepare });

/** A case of traps: which arms fall into it, and its data. */
export interface TrapCase {
  readonly name: string;
  readonly traps: readonly ScriptArm[];
  readonly setup?: Json;
  readonly inputs: readonly Json[];
  readonly answer: (input: never) => Json;
  readonly delivery?: NonNullable<CaseSpec["delivery"]>;
}

/** A family of traps; `sound` is an arm that does the work, for each case. */
export function trapFamily(name: string, given: readonly TrapCase[], fold: Family["fold"]): Family {
  const sound: ScriptArm = {
    name: "sound",
    language: "typescript",
    prepare: ({ case: at }) => {
      const { answer } = given.find((each) => each.name === at) as TrapCase;
      return { run: (input: never) => fold(answer(input)), answer };
    },
  };
  return defineFamily({
    name,
    title: `Traps: ${name}`,
    operation: "call",
    arms: [sound, ...given.flatMap(({ traps }) => traps)],
    cases: given.map(({ name: at, traps, setup = null, inputs, answer, delivery = "as-is" }) => ({
      name: at,
      title: at,
      kind: "cpu",
      delivery,
      arms: ["sound", ...traps.map((each) => each.name)],
      load: () => ({ setup, inputs, expected: structuredClone(inputs).map((input) => answer(input as never)) }),
    })),
    fold,
    ratios: given.flatMap(({ name: at, traps }) =>
      traps.map((each) => ({ case: at, arm: "sound", against: each.name, headline: true })),
    ),
  });
}

/** Sixteen amounts of work. */
export const amounts: readonly number[] = Array.from({ length: 16 }, (_, place) => 1_000 + 137 * place);

export const asNumber = (answer: Json): number => answer as number;
