import type { Cell } from "./cell.js";
import { noiseRegimes } from "./noise.js";

/**
 * The cells of the whole calibration for the cases of a family. Most rounds go where power is promised (the first case, an integer loop, beside every
 * noise), then to the quiet machine: there each kind's spread is asked for.
 */
export function cellsOf(cases: readonly string[]): readonly Cell[] {
  const [first] = cases;
  const same = cases.flatMap((at) =>
    noiseRegimes.map((regime): Cell => {
      const wish = at === first || regime === "quiet" ? 160 : 40;
      return { case: at, regime, placement: "all", question: "same", wish };
    }),
  );
  const known = cases.flatMap((at): readonly Cell[] => [
    { case: at, regime: "quiet", placement: "all", question: "known", wish: at === first ? 40 : 15 },
  ]);
  const placements = cases.flatMap((at) =>
    (["main", "scheduler"] as const).map((placement): Cell => {
      return { case: at, regime: "quiet", placement, question: "same", wish: 40 };
    }),
  );
  // Rounds of one process, against which the turns are held: a hog that comes and goes is where the designs differ.
  const alone = cases.slice(0, 1).flatMap((at) =>
    (["quiet", "one-core"] as const).map((regime): Cell => {
      return { case: at, regime, placement: "all", question: "alone", wish: 320 };
    }),
  );
  return [...same, ...known, ...placements, ...alone];
}

/** The cell that is furthest behind its wish; the first of equals. @throws RangeError where there is none */
export function nextCell(cells: readonly Cell[], rounds: (cell: Cell) => number): Cell {
  const behind = (cell: Cell) => rounds(cell) / cell.wish;
  const [first, ...rest] = cells;
  if (first === undefined) throw new RangeError("a calibration needs at least one cell");
  return rest.reduce((next, cell) => (behind(cell) < behind(next) ? cell : next), first);
}
