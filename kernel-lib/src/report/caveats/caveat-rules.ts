import { formatPercent } from "../words/format-number.js";
import type { CaveatRule } from "./caveat.js";
import { few, listed, shownArms, shownObservations } from "./caveat.js";
import { featureCaveat } from "./feature-caveat.js";
import { noisyRoundsCaveat } from "./noisy-rounds-caveat.js";
import { notMeasuredCaveat } from "./not-measured-caveat.js";
import { processRules } from "./process-rules.js";
import { scenarioRules } from "./scenario-rules.js";

/** A smaller share of waiting is not worth its words. */
const waitedEnough = 0.01;

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** All rules, in the order in which they are shown: what decides most comes first. */
export const caveatRules: readonly CaveatRule[] = [
  {
    id: "decides-nothing",
    text: ({ result }) =>
      result.decides
        ? null
        : `Profile ${result.profile} is too short to decide anything: these numbers only show that the machinery works.`,
  },
  {
    id: "sentinel-failed",
    text: ({ result, cases, ratios }) => {
      if (ratios.length === 0) return null;
      const kinds = unique(cases.map((one) => one.kind));
      const failed = result.sentinels.filter((one) => kinds.includes(one.kind) && !one.passed);
      const said = failed.map((one) => (one.reason === null ? one.kind : `${one.kind}: ${one.reason}`));
      return failed.length === 0
        ? null
        : `The control of known ratio failed (${listed(said)}): nothing of this kind is decided.`;
    },
  },
  {
    id: "cross-language",
    text: (shown) => {
      const arms = [...shownArms(shown), ...shownObservations(shown)];
      const python = unique(arms.filter((arm) => arm.language === "python").map((arm) => arm.label));
      const mixed = python.length > 0 && arms.some((arm) => arm.language !== "python");
      return mixed
        ? `${listed(python)} ${python.length === 1 ? "runs" : "run"} in Python (${shown.result.environment.python ?? "version unknown"}): the difference is one of languages and runtimes too.`
        : null;
    },
  },
  {
    id: "commands",
    text: (shown) => {
      const commands = shownArms(shown).filter((arm) => arm.language === "command");
      const named = unique(commands.map(({ label, version }) => (version === null ? label : `${label} (${version})`)));
      return named.length === 0
        ? null
        : `${listed(named)} ${named.length === 1 ? "is a program" : "are programs"} of ${named.length === 1 ? "its" : "their"} own: what goes through the pipes to and from it is in its time.`;
    },
  },
  featureCaveat,
  ...processRules,
  ...scenarioRules,
  {
    id: "lent-sentinel",
    text: ({ result, cases, ratios }) => {
      const kinds = unique(cases.map((one) => one.kind));
      const lent = result.sentinels.filter((one) => one.lentBy !== null && kinds.includes(one.kind));
      if (ratios.length === 0 || lent.length === 0) return null;
      const said = lent.map((one) => `${one.kind}, with ${one.lentBy}`);
      return `The control of known ratio ran among the rounds of another family of the same run (${listed(said)}).`;
    },
  },
  {
    id: "source-report-elsewhere",
    text: ({ sourceReport }) =>
      sourceReport
        ? "The source report's figures were taken with Python 3.10 on other hardware (it names “Apple Silicon / Intel x86_64” without saying which) and have no interval: they stand here for orientation, not for a ratio."
        : null,
  },
  {
    id: "virtual-machine",
    text: ({ result }) =>
      result.environment.virtualMachine === true
        ? "Measured on a virtual machine: neighbours can take time that no counter shows."
        : null,
  },
  {
    id: "not-pinned",
    text: ({ result }) =>
      result.environment.pinned
        ? null
        : "Processes were not bound to a core: the scheduler's moves are in the numbers.",
  },
  noisyRoundsCaveat,
  {
    id: "others-had-the-core",
    text: ({ result: { rounds }, claimLane }) =>
      claimLane && rounds.waited !== null && rounds.waited >= waitedEnough
        ? `Other processes had the measured core for ${formatPercent(rounds.waited, 2)} of the counted time, by the scheduler's account: it is left out, but for ratios with an arm that cannot tell it.`
        : null,
  },
  {
    id: "one-session",
    text: ({ result, claimLane }) =>
      result.decides && result.profile !== "claim" && claimLane
        ? "One session on one machine: the interval covers what varies between processes, not between days or machines."
        : null,
  },
  {
    id: "batch-means",
    text: (shown) => {
      const batches = shown.sourceLane
        ? shownArms(shown)
            .filter((arm) => arm.batch > 1)
            .map((arm) => arm.batch)
        : [];
      if (batches.length === 0) return null;
      const [least, most] = [Math.min(...batches), Math.max(...batches)];
      const calls = least === most ? `${least}` : `${least} to ${most}`;
      return `A single call is too short for the clock: median and percentiles are of means over batches of ${calls} calls.`;
    },
  },
  {
    id: "collections",
    text: (shown) => {
      if (!shown.sourceLane) return null;
      const collecting = shownArms(shown).filter((arm) => arm.collections > 0);
      const total = collecting.reduce((sum, arm) => sum + arm.collections, 0);
      return total === 0
        ? null
        : `The source report switched garbage collection off; here ${total} ${total === 1 ? "collection" : "collections"} fell into the timed calls of ${few(unique(collecting.map((arm) => arm.label)), shown.arms.length)}.`;
    },
  },
  {
    id: "same-strings",
    text: ({ cases }) => {
      const same = cases.filter((one) => one.delivery === "as-is").map((one) => one.title);
      return same.length === 0
        ? null
        : `The same input values are used again and again (${few(same, cases.length)}): a string's hash is then already known, which helps look-ups by hash.`;
    },
  },
  notMeasuredCaveat,
  {
    id: "uncommitted-changes",
    text: ({ result }) =>
      result.environment.git?.dirty === true
        ? "The code had uncommitted changes: the commit alone does not give it back."
        : null,
  },
];
