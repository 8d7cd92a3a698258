import { formatNumber, formatPercent } from "../words/format-number.js";
import { type CaveatRule, labelOf, listed } from "./caveat.js";

/** So many of an arm's processes may be unsteady before it is said. */
const UNSTEADY = 0.2;

/** Caveats of how processes behave: two speeds, a ratio that changes while they run, no steady state, code that was not optimised. */
export const processRules: readonly CaveatRule[] = [
  {
    id: "bimodal",
    text: ({ result, ratios }) => {
      const said = ratios.flatMap(({ mixture, armCase }) => {
        if (mixture === null) return [];
        const name = labelOf(result, mixture.arm.split("@")[0] ?? mixture.arm);
        const which = mixture.times > 1 ? mixture.times : 1 / mixture.times;
        return [
          `${name} at ${armCase}: ${mixture.rounds} of ${mixture.of} rounds lie ${formatNumber(which, 2)}x apart`,
        ];
      });
      return said.length === 0
        ? null
        : `Processes start at one of two speeds (${listed([...new Set(said)])}): an average over both, none was left out.`;
    },
  },
  {
    id: "drifting",
    text: ({ ratios }) => {
      const said = ratios.flatMap(({ drift, claim }) =>
        drift === null ? [] : [`${claim}: by ${formatPercent(Math.abs(drift.ratio - 1), 2)}`],
      );
      return said.length === 0
        ? null
        : `The ratio changes while the processes run (first half of the turns against the second, ${listed(said)}): the verdict is about their mean.`;
    },
  },
  {
    id: "unsteady",
    text: ({ result, cases, arms, claimLane }) => {
      if (!claimLane) return null;
      const said = cases.flatMap((task) =>
        task.arms
          .filter((arm) => arms.includes(arm.name))
          .flatMap(({ name, claimLane: lane }) => {
            if (lane === null) return [];
            const { steady, drifting, cyclic, none } = lane.classes;
            const all = steady + drifting + cyclic + none;
            const off = all - steady;
            return all > 0 && off / all > UNSTEADY
              ? [
                  `${labelOf(result, name)} at ${task.title}: ${off} of ${all} (${drifting} drifting, ${cyclic} cyclic, ${none} neither)`,
                ]
              : [];
          }),
      );
      return said.length === 0 ? null : `Not all processes ran steadily while they were timed: ${said.join("; ")}.`;
    },
  },
  {
    id: "not-optimised",
    text: ({ result, cases, arms, claimLane }) => {
      if (!claimLane) return null;
      const said = cases.flatMap((task) =>
        task.arms
          .filter((arm) => arms.includes(arm.name))
          .flatMap(({ name, claimLane: lane }) => {
            const tiers = Object.entries(lane?.tiers ?? {});
            const lower = tiers.filter(([tier]) => tier !== "turbofan");
            const all = tiers.reduce((sum, [, count]) => sum + count, 0);
            const low = lower.reduce((sum, [, count]) => sum + count, 0);
            return low > 0 && low < all
              ? [
                  `${labelOf(result, name)} at ${task.title} in ${low} of ${all} (${lower.map(([tier]) => tier).join(", ")})`,
                ]
              : [];
          }),
      );
      return said.length === 0
        ? null
        : `The timed loop ended in another tier of the compiler in some processes than in others: ${said.join("; ")}.`;
    },
  },
];
