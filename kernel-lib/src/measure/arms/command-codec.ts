import type { Json } from "../../base/json.js";
import { CannotHold } from "../../base/subject.js";
import type { PlannedArm } from "../plan/plan.js";
import { CommandFailure } from "./command-failure.js";

/** What the program of a command arm runs as. */
export type CommandRun = NonNullable<PlannedArm["run"]>;

const shown = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);

/**
 * The bytes of one input as the arm's contract says (see `CommandArm`).
 * @throws CannotHold where the program is to be given text, and the input is none, or has line ends that would make two lines of it.
 */
export function encodeInput({ each, input: how }: CommandRun, input: Json): Buffer {
  if (how === "json") return Buffer.from(`${JSON.stringify(input)}\n`);
  if (typeof input !== "string")
    throw new CannotHold(`its program is given text, and ${JSON.stringify(input)} is none`);
  if (each === "process") return Buffer.from(input);
  if (/[\r\n]/.test(input)) throw new CannotHold(`its program is given a line of text, and ${shown(input)} is more`);
  return Buffer.from(`${input}\n`);
}

/** The answer that a program's output stands for. @throws CommandFailure where it should be JSON and is not. */
export function decodeAnswer({ output }: CommandRun, text: string): Json {
  if (output === "text") return text.replace(/\r?\n$/, "");
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new CommandFailure("CommandFailed", `its program wrote ${shown(text)}, which is not JSON`);
  }
}
