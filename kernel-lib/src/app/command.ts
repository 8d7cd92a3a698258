import type { ParseArgsOptionsConfig } from "node:util";
import { parseArgs } from "node:util";
import { LabError } from "../base/lab-error.js";

/** What a command is given: nothing of the process is read elsewhere. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Results; with `--json` one document and nothing else. */
  readonly out: (text: string) => void;
  /** Progress and remarks, on stderr. */
  readonly err: (text: string) => void;
  /** True if stderr is a terminal, where a line may be drawn again. */
  readonly terminal: boolean;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One verb of `kernel-lib`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help text: usage first. */
  readonly help: string;
  /** @returns the exit code: 0 only if all that was asked for happened */
  run(argv: readonly string[], context: CommandContext): Promise<number>;
}

/** Options and words of a command line; `--help` is left to the caller. @throws LabError `usage` for anything unknown. */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  argv: readonly string[],
  options: Options,
  words: { readonly min: number; readonly max: number },
) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    } catch (cause) {
      throw new LabError("usage", cause instanceof Error ? cause.message : String(cause), { cause });
    }
  })();
  if (parsed.positionals.length < words.min || parsed.positionals.length > words.max)
    throw new LabError(
      "usage",
      parsed.positionals.length < words.min
        ? "something is missing"
        : `"${parsed.positionals[words.max]}" is one word too many`,
    );
  return parsed;
}
