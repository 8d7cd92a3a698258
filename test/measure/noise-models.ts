import { turnOrder } from "../../kernel-lib/src/measure/arms/turn-order.ts";
import { noiseWindows } from "../../kernel-lib/src/measure/calibration/noise-windows.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { type Random, random } from "../../kernel-lib/src/measure/plan/random.ts";
import type { Round } from "../../kernel-lib/src/measure/samples/round.ts";
import { normal, simulate } from "./simulated.ts";

/** Where a turn stands in virtual time. */
interface Turn {
  /** 0, 1, 2 … over all turns of the round. */
  readonly nth: number;
  /** 0 for the first of its lap. */
  readonly place: number;
  /** When it begins, milliseconds since the first round did. */
  readonly time: number;
  /** What it takes on a machine without noise, milliseconds. */
  readonly needs: number;
}

/** How many times as long a turn takes. */
type Slowness = (turn: Turn) => number;

/** One machine under one kind of noise, from its first round to its last. */
interface Weather {
  /** What every process meets alike; told of each turn in the order taken. */
  readonly machine?: Slowness;
  /** A fresh process: what it draws at its start stays with it. */
  readonly process?: () => Slowness;
  /** What sticks to the label of a contestant from round to round; asked once a round for each. */
  readonly label?: (id: string) => number;
  /** Of a turn that is so much longer, the share that is told as the process's own collection; 0 where absent. */
  readonly pause?: (slow: number) => number;
  /** Chance that a contestant is missing from a round. */
  readonly missing?: number;
}

export interface NoiseModel {
  readonly name: string;
  readonly weather: (chance: Random) => Weather;
}

const PAUSE_BETWEEN_TURNS = 0.1;
/** Starting and warming up, milliseconds. */
const PAUSE_BETWEEN_ROUNDS = 2_000;
const TURN = 5;
const LEAD_IN = 0.15;
/** In every model, log scale: what each process has of its own, and each turn. */
const PROCESS_SPREAD = 0.003;
const TURN_SPREAD = 0.01;

/** How much longer work takes while a hog halves its core's speed in windows; asked in the order of time. */
function halvedIn(windows: Iterator<{ readonly on: number; readonly off: number }>): Slowness {
  let window = windows.next().value;
  return ({ time, needs }) => {
    let at = time;
    let left = needs;
    while (left > 0) {
      while (window.off <= at) window = windows.next().value;
      if (at < window.on) {
        const alone = Math.min(left, window.on - at);
        at += alone;
        left -= alone;
      } else {
        const shared = Math.min(2 * left, window.off - at);
        at += shared;
        left -= shared / 2;
      }
    }
    return (at - time) / needs;
  };
}

/** An AR(1) series with standard deviation `spread`: each value is `rho` times the one before and new noise. */
function autoregressive(chance: Random, rho: number, spread: number): () => number {
  let value = spread * normal(chance);
  return () => {
    const now = value;
    value = rho * value + Math.sqrt(1 - rho ** 2) * spread * normal(chance);
    return now;
  };
}

/**
 * Kinds of noise that a small shared machine and a just-in-time compiler make. In each of them the contestants are treated alike, so that the true log ratio is
 * what the simulation says, but for one: `labels-remember`.
 */
export const noiseModels: readonly NoiseModel[] = [
  { name: "white", weather: (chance) => ({ machine: () => Math.exp(0.05 * normal(chance)) }) },
  {
    name: "autocorrelated turns",
    weather: (chance) => {
      const next = autoregressive(chance, 0.9, 0.1);
      return { machine: () => Math.exp(next()) };
    },
  },
  { name: "drift", weather: () => ({ machine: ({ time }) => 1 + time / 200_000 }) },
  {
    name: "hog at random",
    weather: (chance) => ({
      machine: halvedIn(noiseWindows({ regime: "both-cores", seed: chance.below(2 ** 32), cores: [0], turn: TURN }, 0)),
    }),
  },
  { name: "hog in step with turns", weather: () => ({ machine: ({ nth }) => (nth % 2 === 0 ? 2 : 1) }) },
  {
    name: "log-normal tail",
    weather: (chance) => ({
      machine: () => (chance.next() < 0.05 ? 1 + Math.exp(1.2 * normal(chance)) : 1),
    }),
  },
  {
    name: "two states of the compiler",
    weather: (chance) => ({
      process: () => {
        const speed = chance.next() < 0.3 ? 1.9 : 1;
        return () => speed;
      },
    }),
  },
  {
    name: "step change",
    weather: (chance) => {
      const when = chance.next() * 100_000;
      return { machine: ({ time }) => (time < when ? 1 : 1.4) };
    },
  },
  {
    name: "collections in saw-tooth",
    weather: (chance) => ({
      process: () => {
        let phase = chance.below(9);
        return () => {
          phase = (phase + 1) % 9;
          return phase === 0 ? 2.5 : 1 + phase / 20;
        };
      },
      pause: (slow) => (slow === 2.5 ? 1.5 / 2.5 : 0),
    }),
  },
  {
    name: "bursts of the host",
    weather: (chance) => ({ machine: () => (chance.next() < 0.01 ? ([2, 6, 12][chance.below(3)] ?? 1) : 1) }),
  },
  { name: "missing contestants", weather: () => ({ missing: 0.15 }) },
  {
    name: "first of a lap 2 % off",
    weather: (chance) => {
      const first = chance.next() < 0.5 ? 1.02 : 0.98;
      return { machine: ({ place }) => (place === 0 ? first : 1) };
    },
  },
  {
    name: "bursts of steal",
    weather: (chance) => {
      let until = 0;
      return {
        machine: ({ time }) => {
          if (time >= until && chance.next() < 0.01) until = time + 100 * chance.next();
          return time < until ? 4 : 1;
        },
      };
    },
  },
];

/**
 * Not a kind of noise but a broken assumption: what a contestant's label met in one round it meets nine tenths of in the next. Rounds are then no replicates,
 * and no rule that takes them for such can hold its error. Fresh processes, random order and swapped cores are there to prevent it.
 */
export const labelsRemember: NoiseModel = {
  name: "labels remember",
  weather: (chance) => {
    const series = new Map<string, () => number>();
    return {
      label: (id) => {
        const next = series.get(id) ?? autoregressive(chance, 0.9, 0.03);
        series.set(id, next);
        return Math.exp(next());
      },
    };
  },
};

/** How a round's turns are ordered: as the harness does it, or in one of the ways that are known to be wrong. */
export type Order = "random laps" | "fixed laps" | "one after the other";

export interface NoisySimulation {
  readonly model: NoiseModel;
  readonly seed: number;
  readonly rounds: number;
  /** True log ratio of `a` over `b`. */
  readonly effect: number;
  /** As the harness orders turns, where absent. */
  readonly order?: Order;
}

function lapsOf(order: Order, contestants: number, turns: number, chance: Random): readonly (readonly number[])[] {
  const all = Array.from({ length: contestants }, (_, place) => place);
  switch (order) {
    case "random laps":
      return turnOrder(contestants, turns, chance);
    case "fixed laps":
      return Array.from({ length: turns }, () => all);
    case "one after the other":
      return all.flatMap((place) => Array.from({ length: turns }, () => [place]));
  }
}

/** Rounds of every group of a plan under one kind of noise, in virtual time, turn by turn. Follows from the seed. O(rounds · contestants · turns). */
export function simulateNoise(plan: Plan, simulation: NoisySimulation): readonly Round[] {
  const { model, seed, rounds, effect, order = "random laps" } = simulation;
  const chance = random("noise model", model.name, seed);
  const weather = model.weather(chance);
  let time = 0;
  // Whatever else a round has is as in the plain simulation.
  return simulate(plan, { seed, rounds, effect, spread: 0 }).map((plain): Round => {
    const group = plan.groups.find(({ name }) => name === plain.group);
    const runners = plain.contestants.map((contestant) => {
      const { id } = contestant;
      const work = group?.contestants.find((each) => each.id === id)?.work ?? 1;
      const own = Math.exp((id.startsWith("a") ? effect : 0) + PROCESS_SPREAD * normal(chance)) * work;
      const sticky = weather.label?.(id) ?? 1;
      const slow = weather.process?.() ?? (() => 1);
      return { contestant, slow, needs: TURN * own * sticky, turns: [] as number[], pauses: [] as number[] };
    });
    let nth = 0;
    for (const lap of lapsOf(order, runners.length, plan.profile.turnsPerRound, chance))
      for (const [place, which] of lap.entries()) {
        const runner = runners[which];
        if (!runner) throw new RangeError(`there is no contestant ${which}`);
        const turn = { nth, place, time, needs: runner.needs };
        const own = runner.slow(turn);
        const noise = (weather.machine?.(turn) ?? 1) * own * Math.exp(TURN_SPREAD * normal(chance));
        const took = runner.needs * noise;
        const counted = took * 1e6 * (1 - LEAD_IN);
        runner.turns.push(counted);
        runner.pauses.push(counted * (weather.pause?.(own) ?? 0));
        time += took + PAUSE_BETWEEN_TURNS;
        nth++;
      }
    time += PAUSE_BETWEEN_ROUNDS;
    const present = runners.filter(() => chance.next() >= (weather.missing ?? 0));
    return {
      ...plain,
      contestants: present.map(({ contestant, turns, pauses }) => ({
        ...contestant,
        turns,
        pauses,
        leadIns: turns.map((turn) => (turn * LEAD_IN) / (1 - LEAD_IN)),
      })),
    };
  });
}
