import { Wrong } from "./check-answers.js";
import type { Reply } from "./protocol.js";

/** What the orchestrator is told of an error: a wrong answer, a refusal (`CannotHold`, whichever copy of the class it is), or a failure. */
export function replyToError(error: unknown): Reply {
  if (error instanceof Wrong) return { wrong: error.answer };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return name === "CannotHold" ? { cannotHold: message } : { failed: { name, message, stack: stack ?? "" } };
}
