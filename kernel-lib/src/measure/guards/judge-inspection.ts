import { belowResolution } from "./below-resolution.js";
import type { Finding } from "./finding.js";
import { growth } from "./growth.js";
import type { Inspection } from "./inspection.js";
import { keepsResults } from "./keeps-results.js";
import { lateWork } from "./late-work.js";
import { linearity } from "./linearity.js";
import { sameObjects } from "./same-objects.js";

/** Everything that the guards find in one inspection. Pure: the same measurements, the same findings. */
export function judgeInspection(seen: Inspection, { caches }: { readonly caches: boolean }): readonly Finding[] {
  const { times, copies, visits, memory, helpers } = seen;
  return [
    ...(times ? [...belowResolution(times), ...linearity(times)] : []),
    ...(copies ? sameObjects(copies) : []),
    ...(visits ? keepsResults(visits, caches) : []),
    ...lateWork(seen.drains),
    ...(memory ? growth(memory) : []),
    ...changes(seen),
    ...(helpers.threads + helpers.processes > 0
      ? [
          {
            guard: "helpers" as const,
            text: `it started ${helpers.threads} worker threads and ${helpers.processes} processes: what they do is not on its core and not in its turns`,
            voids: false,
          },
        ]
      : []),
  ];
}

function changes({ changedInputs, changedBody, replaced }: Inspection): readonly Finding[] {
  return [
    ...changedInputs.map((text): Finding => ({ guard: "changes-inputs", text, voids: true })),
    ...(changedBody
      ? [{ guard: "changes-body" as const, text: "`run` is not one function for all calls", voids: true }]
      : []),
    ...(replaced.length > 0
      ? [{ guard: "tampers" as const, text: `it replaced ${replaced.join(", ")} of the engine`, voids: true }]
      : []),
  ];
}
