import { LabError } from "../../base/lab-error.js";
import type { NotMeasured } from "../plan/plan.js";
import type { WrongAnswer } from "./protocol.js";

/** How an arm failed at a case. */
export type ArmFailureKind =
  | "arm-answers-wrong"
  | "arm-crashes"
  | "arm-hangs"
  | "arm-fails"
  | "arm-breaks-protocol"
  | "arm-takes-memory"
  | "arm-cannot-hold"
  | "arm-cannot-start";

/** One arm failed at one case: it is not measured there, and the others go on. `data` holds arm, case and what was seen. */
export class ArmFailure extends LabError {
  readonly arm: string;
  readonly case: string;

  constructor(
    kind: ArmFailureKind,
    at: { readonly arm: string; readonly case: string },
    message: string,
    details: { readonly remedy?: string; readonly data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(kind, message, { ...details, data: { ...details.data, arm: at.arm, case: at.case } });
    this.arm = at.arm;
    this.case = at.case;
  }

  /** One line: message and remedy. */
  get reason(): string {
    return this.message.replace(/\n {2}Remedy: /, "; ");
  }

  /** The entry in the list of what was not measured. */
  get notMeasured(): NotMeasured {
    const entry = { case: this.case, arm: this.arm, reason: this.reason };
    return this.code === "arm-cannot-hold" ? { ...entry, cannotHold: true } : entry;
  }
}

const shortened = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

/** The failure of an arm that does not answer what it should. */
export function wrongAnswer(at: { readonly arm: string; readonly case: string }, wrong: WrongAnswer): ArmFailure {
  const { what, input, expected, got } = wrong;
  const asked = {
    answer: "answers",
    run: "run returns",
    checksum: "does not do the work while timed: sum",
    figures: "comes to the figures",
  }[what];
  return new ArmFailure(
    "arm-answers-wrong",
    at,
    `arm "${at.arm}" at case "${at.case}" ${asked} ${got} for ${shortened(input)}, expected ${shortened(expected)}`,
    { data: { what, input, expected, got } },
  );
}
