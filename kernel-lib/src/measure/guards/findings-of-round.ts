import { busyInOthersTurns } from "../arms/idle-limit.js";
import type { Round } from "../samples/round.js";
import type { Finding } from "./finding.js";
import { output } from "./output.js";

/**
 * What a round shows of its contestants: CPU time used in others' turns, and what was printed from the first turn to the last. By id; those of
 * whom there is nothing to say are not there.
 * @param printed characters that each contestant wrote to stdout and stderr during the turns, by id
 */
export function findingsOfRound(
  round: Round,
  printed: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, readonly Finding[]> {
  const busy = busyInOthersTurns(round);
  const found = round.contestants.map(({ id, idleCpu }): [string, readonly Finding[]] => [
    id,
    [
      ...(busy.includes(id)
        ? [
            {
              guard: "busy-in-others-turns" as const,
              text: `in the others' turns its process used the CPU for ${(100 * idleCpu).toFixed(1)} % of the time`,
              // The engine's own threads and finalizers work then too: it stands beside the times, and decides nothing.
              voids: false,
            },
          ]
        : []),
      ...output(printed[id] ?? 0),
    ],
  ]);
  return new Map(found.filter(([, findings]) => findings.length > 0));
}
