import { type RoundFlag, roundFlagIds } from "../../measure/environment/round-flags.js";
import { formatPercent } from "../words/format-number.js";
import { type CaveatRule, listed } from "./caveat.js";

/** Below this share of quiet rounds the noise is said. */
const quietEnough = 0.8;
/** A smaller share of stolen time is not worth its words. */
const stolenEnough = 0.005;

/** What each flag means, as it stands before "in 10": "other work on the machine in 10". */
const words: Readonly<Record<RoundFlag, string>> = {
  "foreign-cpu": "other work on the machine",
  steal: "time stolen by the hypervisor",
  pressure: "tasks waiting for a core longer than usual",
  "slow-core": "a slowed core",
  "clock-jump": "a jump of the clock",
  "low-memory": "little memory left",
  "major-faults": "pages read back from disk",
  untold: "nothing told by the platform",
};

/** How many rounds were not quiet, and what it was; results of older releases do not say it apart. */
export const noisyRoundsCaveat: CaveatRule = {
  id: "noisy-rounds",
  text: ({ result, claimLane }) => {
    const { quiet, total, medianSteal, flags } = result.rounds;
    if (!claimLane || total === 0 || quiet / total >= quietEnough) return null;
    const found = roundFlagIds.flatMap((id) => (flags[id] === undefined ? [] : [`${words[id]} in ${flags[id]}`]));
    const what = found.length === 0 ? " (other work or stolen time on the machine)" : `: ${listed(found)}`;
    const steal =
      medianSteal === null || medianSteal < stolenEnough
        ? ""
        : `; the hypervisor took ${formatPercent(medianSteal, 2)} of the time in the middle round`;
    return `${total - quiet} of ${total} rounds were not quiet${what}${steal}. None was left out.`;
  },
};
