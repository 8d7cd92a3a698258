import type { TargetAssessment } from "../report/score/target-assessment.js";
import { evidence } from "./evidence.js";

/** The source report's targets, counted by its own figures and by the newest evidence. */
export async function targets(): Promise<TargetAssessment> {
  const { TargetAssessment } = await import("../report/score/target-assessment.js");
  const { evaluated, source } = await evidence();
  return new TargetAssessment(source, evaluated);
}
