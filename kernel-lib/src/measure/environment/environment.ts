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
  /** The services that took part, by their names: "MariaDB 10.11.19". Absent where none did, and in older records. */
  readonly services?: Readonly<Record<string, string>> | undefined;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  readonly recordedAt: string;
}

/**
 * What else happened on the machine during one round. Null where the platform does not tell, absent where an older release did not ask. Raw: what it means is
 * said by `roundFlags`. It labels; it deletes nothing.
 */
export interface RoundEnvironment {
  /** Share of the round that the hypervisor took from the cores that we may use, 0–1. */
  readonly steal: number | null;
  /** CPU time on these cores of processes that are neither ours, nor our children's, nor our services', as a share of one core, 0 or more. */
  readonly foreignCpu: number | null;
  /** Share of the round in which some task waited for a CPU (PSI), 0–1. */
  readonly pressure: number | null;
  /** Of the round's own processes. */
  readonly involuntarySwitches: number | null;
  /** Wall time of a fixed spin loop on the measured core before and after, nanoseconds, from its fastest piece: stands in for the clock rate. */
  readonly spin: readonly [number, number];
  /** Memory that could be had without swapping, the less of before and after, bytes. */
  readonly freeMemoryBytes: number;
  /** Realtime clock against monotonic clock over the round, milliseconds: what the clock was set forward. */
  readonly clockDrift: number;
  /** Stolen and foreign time were told, and under their limits. */
  readonly quiet: boolean;
  /** Time that the machine slept in the round: its time since boot (to 10 ms) against its monotonic clock, which stops then, milliseconds. */
  readonly suspended?: number | null | undefined;
  /** Share of the round in which some task waited for memory (PSI), 0–1. */
  readonly memoryPressure?: number | null | undefined;
  /** Pages that had to be read from disk in the round, on the whole machine. */
  readonly majorFaults?: number | null | undefined;
  /** Tasks that ran or wanted to, without this process, the more of before and after: context, of two moments only. */
  readonly runnable?: number | null | undefined;
  /** CPU time of the services' processes in the round, as a share of one core: ours, and not in the arms' own. */
  readonly serviceCpu?: number | null | undefined;
}
