import type { Displayable, MimeBundle } from "../base/displayable.js";
import { jupyterDisplay } from "../base/displayable.js";
import type { Progress } from "../measure/progress.js";
import { currentKernel } from "../notebook/kernel/kernel-api.js";
import { liveDisplay } from "../notebook/kernel/live-display.js";
import { escapeHtml } from "../report/escape-html.js";
import { FamilyReport } from "../report/family-report.js";
import { type MeasureFamilyRequest, measureFamily } from "./measure-family.js";

/**
 * Measures a family from within a cell: progress in one line that is replaced, an earlier result greyed above it until the new one is
 * there, and an end with the cell's interruption. Outside a kernel only the last line is printed.
 */
export async function measureInCell(
  request: Omit<MeasureFamilyRequest, "onProgress" | "onEarlier" | "signal">,
): Promise<FamilyReport> {
  const live = liveDisplay();
  let earlier: FamilyReport | null = null;
  const tell = (text: string) => live.update(progressLine(text, earlier));
  const signal = currentKernel()?.signal();
  const { result, warnings } = await measureFamily({
    ...request,
    signal,
    onProgress: (progress) => tell(inWords(progress)),
    onEarlier: (found) => {
      earlier = new FamilyReport(found);
      tell("measuring anew");
    },
  });
  const report = new FamilyReport(result);
  const undecided = result.cases.flatMap((one) => one.ratios).filter(({ verdict }) => verdict === "undecided").length;
  const open = undecided === 0 ? "" : ` ${undecided} not decided.`;
  await live.done(
    progressLine([`${report.origin()}.${open}`, ...warnings.map((text) => `Warning: ${text}.`)].join(" "), null),
  );
  return report;
}

/** "rounds: 12 of 15, about 40 s left". */
export function inWords({ text, secondsLeft }: Progress): string {
  return secondsLeft === null
    ? text
    : `${text}; about ${secondsLeft < 90 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`} left`;
}

function progressLine(text: string, earlier: FamilyReport | null): Displayable {
  return {
    async [jupyterDisplay](): Promise<MimeBundle> {
      const line = `<p><small>${escapeHtml(text)}</small></p>`;
      if (earlier === null) return { "text/html": line, "text/plain": text };
      const before = (await earlier[jupyterDisplay]())["text/html"];
      const grey = `<div style="opacity: 0.45"><p>Earlier result, until the new one is there:</p>${String(before)}</div>`;
      return { "text/html": grey + line, "text/plain": text };
    },
  };
}
