import { LabError } from "../base/lab-error.js";

/** A function as text that means the same in a module of its own. */
export interface LiftedFunction {
  /** A JavaScript expression whose value is the function. */
  readonly expression: string;
}

/**
 * Lifts a function written in a cell out of its process: its compiled text, checked to stand alone. A kernel shows captured cell
 * variables as `exports.x` in that text; one that captures any would read something else, or nothing, in the process that times it.
 *
 * @throws LabError `captured-variable` if the text reads a cell's variable, `not-liftable` if it is native, bound, a class or cannot be parsed.
 */
export function liftFunction(arm: string, fn: unknown): LiftedFunction {
  if (typeof fn !== "function")
    throw new LabError("not-a-function", `arm "${arm}" is ${fn === null ? "null" : `a ${typeof fn}`}, not a function`, {
      remedy: `write it as ${arm}: (input) => …`,
      data: { arm },
    });
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text))
    throw new LabError("not-liftable", `arm "${arm}" is a native or bound function, which has no text to take along`, {
      remedy: `wrap it: ${arm}: (input) => ${fn.name.replace(/^bound /, "") || "fn"}(input)`,
      data: { arm },
    });
  if (/^class\b/.test(text))
    throw new LabError("not-liftable", `arm "${arm}" is a class`, {
      remedy: `wrap it: ${arm}: (input) => new ${fn.name || "It"}(input)`,
      data: { arm },
    });
  const captured = [...new Set([...text.matchAll(/(?<![\w$.])exports\.([A-Za-z_$][\w$]*)/g)].map((match) => match[1] ?? ""))];
  if (captured.length > 0)
    throw new LabError("captured-variable", `arm "${arm}" uses ${captured.map((name) => `\`${name}\``).join(", ")} of another cell or line`, {
      remedy: `pass it in inputs (each arm gets one input), or define it inside the arm; for a whole library use a family file: npx kernel-lib new`,
      data: { arm, captured },
    });
  for (const expression of [text, methodAsExpression(text)]) if (parses(expression)) return { expression };
  throw new LabError("not-liftable", `the text of arm "${arm}" cannot be parsed on its own`, {
    remedy: `write it as ${arm}: (input) => …`,
    data: { arm, text },
  });
}

/** `name(x) { … }` and `async name(x) { … }` are expressions only inside an object. */
const methodAsExpression = (text: string) => `Object.values({ ${text} })[0]`;

function parses(expression: string): boolean {
  try {
    new Function(`"use strict"; return (${expression});`);
    return true;
  } catch {
    return false;
  }
}
