import type { PlacementKind } from "./placement-kind.js";

/** The machine and what ran on it, recorded once a job. */
export interface Environment {
  readonly node: string;
  readonly v8: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Null where Python is absent. */
  readonly python: string | null;
  /** False where processes cannot be bound to a core (macOS, Windows, no taskset). */
  readonly pinned: boolean;
  /** Which threads of the arms were bound to the measured core; absent in older records, which bound all where `pinned`. */
  readonly placement?: PlacementKind | undefined;
  /** Smallest step seen of the clock, nanoseconds. */
  readonly clockStep: number;
  readonly clockSource: string | null;
  readonly virtualMachine: boolean | null;
  readonly flags: readonly string[];
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  readonly recordedAt: string;
}

/** What else happened on the machine during one round. Null where the platform does not tell. It labels; it deletes nothing. */
export interface RoundEnvironment {
  /** Share of the round that the hypervisor took from this machine, 0–1. */
  readonly steal: number | null;
  /** CPU time of processes that are not ours, as a share of one core, 0 or more. */
  readonly foreignCpu: number | null;
  /** Share of the round in which some task waited for a CPU (PSI), 0–1. */
  readonly pressure: number | null;
  readonly involuntarySwitches: number | null;
  /** Wall time of a fixed spin loop before and after, nanoseconds: stands in for the clock rate. */
  readonly spin: readonly [number, number];
  readonly freeMemoryBytes: number;
  /** Realtime clock against monotonic clock over the round, milliseconds. */
  readonly clockDrift: number;
  readonly quiet: boolean;
}
