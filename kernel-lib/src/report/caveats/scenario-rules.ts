import type { CaveatRule } from "./caveat.js";
import { few, shownObservations } from "./caveat.js";

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** Percent of a core from which on a server counts as busy. */
const busyEnough = 90;

/** Caveats of scenarios and of services: figures that are not the time of one call. */
export const scenarioRules: readonly CaveatRule[] = [
  {
    id: "scenario-undecided",
    text: ({ scenarios }) =>
      scenarios.length === 0
        ? null
        : "Figures of a scenario describe these processes on this machine: no direction is decided from them.",
  },
  {
    id: "one-process",
    text: (shown) => {
      const single = shownObservations(shown).filter((one) => one.values.length === 1);
      const names = unique(single.map((one) => one.label));
      return names.length === 0
        ? null
        : `One process each (${few(names, shown.arms.length)}): these figures have no interval, and what varies between processes is not known.`;
    },
  },
  {
    id: "load-on-one-machine",
    text: ({ result, scenarios }) => {
      if (!scenarios.some((one) => one.load !== null)) return null;
      const { cores } = result.environment;
      return `Generator and server share this machine (${cores} ${cores === 1 ? "core" : "cores"}) and talk over the loopback: there is no network between them, and what the generator takes the server lacks.`;
    },
  },
  {
    id: "generator-bound",
    text: ({ scenarios, arms }) => {
      const unlimited = scenarios.filter(({ load }) => load !== null && load.rate === null);
      const cpu = unlimited.flatMap(({ metrics }) => metrics.filter(({ name }) => name === "cpu"));
      const waiting = cpu.flatMap((metric) =>
        metric.arms.filter((arm) => arms.includes(arm.name) && arm.mean < busyEnough),
      );
      const names = unique(waiting.map(({ label }) => label));
      return names.length === 0
        ? null
        : `The load was as much as the connections could, and still the server's core was not busy all the time (${few(names, arms.length)}): requests a second are then as much the generator's as the server's; CPU time a request is the server's own.`;
    },
  },
  {
    id: "embedded-postgres",
    text: ({ cases }) =>
      cases.some((one) => one.kind === "server")
        ? "PostgreSQL is the one that this laboratory brings along, not the source report's version 14; it runs on the same machine and is reached over a unix socket, so that no network is in the times."
        : null,
  },
  {
    id: "services",
    text: ({ result, cases, scenarios }) => {
      const took = Object.values(result.environment.services ?? {});
      const shown = scenarios.length > 0 || cases.some((one) => one.kind === "server");
      return took.length === 0 || !shown ? null : `Servers that took part: ${took.join(", ")}.`;
    },
  },
  {
    id: "load-shorter-than-source",
    text: ({ scenarios }) => {
      const short = scenarios.flatMap(({ load }) =>
        load === null || load.rate === null || load.seconds >= 300 ? [] : [load.seconds],
      );
      return short.length === 0
        ? null
        : `The source report's load lasted 5 minutes, this one ${Math.min(...short)} s: slow growth of memory or latency cannot show.`;
    },
  },
];
