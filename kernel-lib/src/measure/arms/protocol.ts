import type { Json } from "../../base/json.js";
import type { ServiceName } from "../../base/subject.js";
import type { Inspection, InspectRequest } from "../guards/inspection.js";
import type { Tier } from "../samples/round.js";
import type { LoadResult } from "./load-tally.js";

/** URLs of the services that a case or scenario needs. */
export type ServiceUrls = Readonly<Partial<Record<ServiceName, string>>>;

/** Which arm, of which file, with which data. */
interface Given {
  readonly family: string;
  readonly arm: string;
  readonly data: string;
  readonly services: ServiceUrls;
}

/**
 * The protocol between the orchestrator and an arm's process, in every language: lines of JSON over file descriptor 3, one command, one
 * reply, never two at once. Between commands the process blocks in read(); end of file means that the orchestrator is gone: exit.
 * A process that plays a scenario (scenario-arm.ts) reads without blocking, since what it plays may be a server.
 * stdin is empty; stdout and stderr belong to the arm. kernel-lib/python/arm.py speaks the same.
 */
export type Command =
  /** Makes the body for a case (and gives back the one before, if any). */
  | ({ readonly do: "prepare" } & Given)
  /** Every answer against the expected one, then every `run` against its fold. */
  | { readonly do: "check" }
  /** Works until steady, at least and at most so many milliseconds, in turns of `turn` milliseconds. */
  | { readonly do: "warm-up"; readonly turn: number; readonly atLeast: number; readonly atMost: number }
  /** `leadIn` calls, then `calls` calls, each part timed. */
  | { readonly do: "turn"; readonly leadIn: number; readonly calls: number }
  /** Collects garbage, then makes `litter` bytes of new garbage: see litter.ts. */
  | { readonly do: "collect"; readonly litter: number }
  /** Looks whether the calls do what they should: see guards/inspection.ts. */
  | ({ readonly do: "inspect" } & InspectRequest)
  /** One run of the source lane; `cap` in milliseconds. */
  | { readonly do: "source"; readonly warmUp: number; readonly iterations: number; readonly cap: number }
  /** Plays a scenario; `metrics` are the names of the figures that it must come to. */
  | ({ readonly do: "observe"; readonly metrics: readonly string[] } & Given)
  /** Starts a scenario's server. */
  | ({ readonly do: "serve" } & Given)
  /** To the generator of a load: opens connections; `bodies` are the answers that each path must give. */
  | {
      readonly do: "aim";
      readonly port: number;
      readonly paths: readonly string[];
      readonly bodies: readonly string[];
      readonly connections: number;
      /** Milliseconds. */
      readonly timeOut: number;
    }
  /** To the generator: sends `rate` requests a second (as many as possible where null) for so many seconds. */
  | { readonly do: "fire"; readonly rate: number | null; readonly seconds: number; readonly timeOut: number }
  /** What the process has used so far. */
  | { readonly do: "usage" }
  /** Gives back what `prepare` or `serve` opened, says what the process used, and exits. */
  | { readonly do: "finish" };

/** What each command is answered with. Times in nanoseconds unless named otherwise. */
export interface Replies {
  readonly prepare: Record<never, never>;
  readonly check: Record<never, never>;
  readonly "warm-up": {
    readonly milliseconds: number;
    readonly steady: boolean;
    readonly perCall: number;
    /** Of the timed loop, now; null where there is none or it is not known. */
    readonly tier: Tier | null;
  };
  /** `waited`: of `counted`, what another process had the core for; null where that is not known. */
  readonly turn: { readonly leadIn: number; readonly counted: number; readonly waited: number | null };
  /** The collections that fell into each turn since the last time that this was told. */
  readonly collect: { readonly collections: readonly TurnCollections[] };
  readonly inspect: Inspection;
  readonly source: {
    readonly batch: number;
    readonly times: readonly number[];
    readonly collections: Collections;
  };
  readonly observe: { readonly figures: Readonly<Record<string, number>> };
  readonly serve: { readonly port: number };
  readonly aim: Record<never, never>;
  readonly fire: LoadResult;
  /** CPU time (user and system) since the start, milliseconds, and the resident set, bytes. */
  readonly usage: { readonly cpu: number; readonly rss: number };
  readonly finish: ProcessUse & { readonly collections: readonly TurnCollections[]; readonly tier: Tier | null };
}

/** Garbage collections that fell into both parts of a turn. */
export interface TurnCollections {
  readonly leadIn: Collections;
  readonly counted: Collections;
}

/** Garbage collections of a part of a turn, or of a run of the source lane; how long they took by the wall clock. */
export interface Collections {
  readonly count: number;
  readonly milliseconds: number;
}

/** What a process used over its life. */
export interface ProcessUse {
  /** User and system time, milliseconds. */
  readonly cpu: number;
  readonly involuntarySwitches: number | null;
  /** CPU time between commands as a share of that time, from the first turn on. */
  readonly idleCpu: number;
}

/** An answer or a fold that is not the expected one. */
export interface WrongAnswer {
  readonly what: "answer" | "run" | "checksum" | "figures";
  readonly input: Json;
  readonly expected: Json;
  /** JSON text of what came instead, or a description where it is not JSON. */
  readonly got: string;
}

export type Reply =
  | { readonly ok: Replies[keyof Replies] }
  | { readonly cannotHold: string }
  | { readonly wrong: WrongAnswer }
  | { readonly failed: { readonly name: string; readonly message: string; readonly stack: string } };
