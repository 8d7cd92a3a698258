import type { Progress } from "../measure/progress.js";
import type { CommandContext } from "./command.js";
import { inWords } from "./measure-in-cell.js";

/** Progress as one line that is drawn again on a terminal; elsewhere plain lines, at most one in five seconds and each phase's first. */
export function terminalProgress(
  { err, terminal }: Pick<CommandContext, "err" | "terminal">,
  now: () => number = () => performance.now(),
) {
  let last = Number.NEGATIVE_INFINITY;
  let phase = "";
  let open = false;
  const clear = () => {
    if (open) err("\r\x1b[K");
    open = false;
  };
  return {
    tell(progress: Progress): void {
      const text = inWords(progress);
      if (progress.phase === "warning") {
        clear();
        err(`warning: ${text}\n`);
      } else if (terminal) {
        err(`\r\x1b[K${text.slice(0, 150)}`);
        open = true;
      } else if (progress.phase !== phase || now() - last >= 5000) {
        err(`${text}\n`);
        last = now();
      }
      phase = progress.phase;
    },
    /** A line that stays. */
    line(text: string): void {
      clear();
      err(`${text}\n`);
    },
    end: clear,
  };
}
