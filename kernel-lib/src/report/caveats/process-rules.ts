import type { ArmResult } from "../../measure/verdict/family-result.js";
import { formatInterval, formatNumber, formatPercent } from "../words/format-number.js";
import { type CaveatRule, labelOf, listed, type Shown } from "./caveat.js";

/** So many of an arm's processes may be unsteady before it is said. */
const UNSTEADY = 0.2;

/** A ratio that plain means move by less than this share of its margin is not worth the words. */
const MOVED = 0.5;

/** Caveats of how processes behave: two speeds, a ratio that changes while they run or lies in few turns, no steady state, code that was not optimised. */
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
    id: "few-turns",
    text: ({ ratios }) => {
      const said = ratios.flatMap(({ claim, ratio, plain, margin }) => {
        if (ratio === null || plain === null) return [];
        const apart = Math.abs(Math.log(plain.ratio / ratio)) > MOVED * Math.log1p(margin);
        if (!apart || (plain.low <= ratio && ratio <= plain.high)) return [];
        const [value, low, high] = formatInterval(plain.ratio, plain.low, plain.high);
        return [`${claim}: ${value} (${low}–${high}) instead of ${formatNumber(ratio)}`];
      });
      return said.length === 0
        ? null
        : `Ratios leave out the turns that lie furthest apart, and here those hold something of an arm's own: with all turns (${said.join("; ")}).`;
    },
  },
  {
    id: "unsteady",
    text: (shown) => {
      const said = ofProcesses(shown, ({ steady, drifting, cyclic, none }) => {
        const off = drifting + cyclic + none;
        const all = steady + off;
        return all > 0 && off / all > UNSTEADY
          ? `: ${off} of ${all} (${drifting} drifting, ${cyclic} cyclic, ${none} neither)`
          : null;
      });
      return said.length === 0 ? null : `Not all processes ran steadily while they were timed: ${said.join("; ")}.`;
    },
  },
  {
    id: "not-optimised",
    text: (shown) => {
      const said = ofProcesses(shown, (_, counted) => {
        const tiers = Object.entries(counted);
        const lower = tiers.filter(([tier]) => tier !== "turbofan");
        const count = (some: typeof tiers) => some.reduce((sum, [, processes]) => sum + processes, 0);
        const [low, all] = [count(lower), count(tiers)];
        return low > 0 && low < all ? ` in ${low} of ${all} (${lower.map(([tier]) => tier).join(", ")})` : null;
      });
      return said.length === 0
        ? null
        : `The timed loop ended in another tier of the compiler in some processes than in others: ${said.join("; ")}.`;
    },
  },
];

type Lane = NonNullable<ArmResult["claimLane"]>;

/** What is to be said of the claim lane's processes, of each shown arm at each case: "Covet at One parameter" with what `say` adds. */
function ofProcesses(
  { result, cases, arms, claimLane }: Shown,
  say: (classes: Lane["classes"], tiers: Lane["tiers"]) => string | null,
): string[] {
  if (!claimLane) return [];
  return cases.flatMap((task) =>
    task.arms.flatMap(({ name, claimLane: lane }) => {
      const said = lane === null || !arms.includes(name) ? null : say(lane.classes, lane.tiers);
      return said === null ? [] : [`${labelOf(result, name)} at ${task.title}${said}`];
    }),
  );
}
