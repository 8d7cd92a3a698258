import { LabError } from "../../base/lab-error.js";
import type { FamilyReport } from "../family-report.js";

/** A case of one of several sizes. */
export interface SizedCase {
  readonly name: string;
  readonly size: number;
}

/** "growth-1000" -> 1000; null for other cases. */
function sizeOf(name: string, prefix: string): number | null {
  const digits = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : "";
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

/** The cases named "<prefix>-<number>", the smallest first. @throws LabError "growth-no-cases". */
export function sizedCases(report: FamilyReport, prefix: string): readonly SizedCase[] {
  const sized = report.cases.flatMap((name) => {
    const size = sizeOf(name, prefix);
    return size === null ? [] : [{ name, size }];
  });
  if (sized.length === 0)
    throw new LabError("growth-no-cases", `no case of ${report.result.family} is named "${prefix}-<number>"`, {
      data: { prefix, cases: report.cases },
      remedy: `use the prefix of the growing cases; the cases are: ${report.cases.join(", ")}`,
    });
  return sized.sort((a, b) => a.size - b.size);
}
