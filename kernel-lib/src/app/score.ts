import type { Score } from "../report/score/score.js";
import { evidence } from "./evidence.js";

/** A score with an open formula (`datasets/score.json`), from the newest evidence; the source report's own has none. */
export async function score(): Promise<Score> {
  const { Score, readScoreFormula } = await import("../report/score/score.js");
  const { evaluated } = await evidence();
  return new Score(readScoreFormula(), evaluated);
}
