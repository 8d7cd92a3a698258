import { shownArms } from "../caveats/caveat.js";
import { featureWords } from "../caveats/feature-words.js";
import type { FamilyReport, Selection } from "../family-report.js";
import type { Cell } from "./cell.js";
import { Table } from "./table.js";

const languageWords = { typescript: "TypeScript", python: "Python", command: "a program" } as const;

/** What each measured arm does and does not do, as its family file states it: a row an arm. */
export function featuresTable(report: FamilyReport, selection: Selection): Table {
  const arms = [...new Map(shownArms(report.shown(selection)).map((arm) => [arm.name, arm])).values()];
  const features = [...new Set(arms.flatMap((arm) => Object.keys(arm.features)))];
  const rows = arms.map((arm): Cell[] => {
    const stated = features.map((feature): Cell => {
      const value = arm.features[feature];
      return value === undefined
        ? null
        : typeof value === "boolean"
          ? { value: String(value), text: value ? "yes" : "no" }
          : value;
    });
    const version = [arm.package, arm.version].filter((part) => part !== null).join(" ") || null;
    return [arm.label, languageWords[arm.language], version, ...stated, arm.note];
  });
  return new Table({
    columns: ["Arm", "Language", "Package", ...features.map(featureWords), "How it is used"],
    rows,
    caption: `${report.result.title}: what the arms do`,
  });
}
