import type { Json } from "./json.js";

/**
 * THE CONTRACT OF A FAMILY FILE: what is timed, ours and the peers', beside the notebook that shows it.
 *
 * A family file default-exports `defineFamily({ … })`. It is imported by child processes only: once to describe itself,
 * then once in each arm's own process. One process never holds two arms.
 *
 * Worked example (a whole family):
 * ```ts
 * export default defineFamily({
 *   name: "sum", title: "Adding up", operation: "sum",
 *   arms: [
 *     { name: "loop", language: "typescript", prepare: () => ({ run: (n) => loop(n), answer: (n) => loop(n) }) },
 *     { name: "gauss", language: "typescript", prepare: () => ({ run: (n) => gauss(n), answer: (n) => gauss(n) }) },
 *     { name: "python", language: "python", script: "sum.py" },
 *     { name: "awk", language: "command", command: ["awk", "{ s = 0; for (i = 1; i <= $1; i++) s += i; print s; fflush() }"] },
 *   ],
 *   cases: [{ name: "hundred", title: "1 to 100", kind: "cpu", load: () => ({ setup: null, inputs: [100], expected: [5050] }) }],
 *   fold: (answer) => answer as number,
 *   ratios: [{ case: "hundred", arm: "loop", against: "gauss", headline: true }],
 * });
 * ```
 */
export interface Family {
  /** Lower-case with dashes; the first part of every claim's id. */
  readonly name: string;
  readonly title: string;
  /** What one call of `run` is, in the singular: "lookup"; units are then "ns/lookup". */
  readonly operation: string;
  readonly arms: readonly ArmSpec[];
  readonly cases: readonly CaseSpec[];
  /** What the family wants decided. The profile says which of them it takes. */
  readonly ratios: readonly RatioSpec[];
  /** What is not the time of one call: memory after a build-up, a pool under load, a server at a rate. */
  readonly scenarios?: readonly ScenarioSpec[];
  /**
   * SQL that makes the family's own PostgreSQL database, run once before any arm connects; arms then get its URL in `services.postgres`.
   * Arms that change rows change tables of their own, which they make in `prepare` and drop in `dispose`.
   */
  readonly postgres?: { readonly schema: string };
  /**
   * An answer as a 32-bit integer: what `run` must return for an input whose answer this is. The sum over a turn is compared with
   * the sum over the expected answers, so that no arm can leave work out while it is timed.
   */
  fold(answer: Json): number;
}

/** What an arm is written in, as far as the harness must know: `command` is any program. */
export type ArmLanguage = ArmSpec["language"];

/** One contestant: an implementation in one language. */
export type ArmSpec = ScriptArm | PythonArm | CommandArm;

interface ArmCommon {
  readonly name: string;
  /** As shown; `name` where absent. */
  readonly label?: string;
  /** The package that is timed, so that its version is recorded; absent for our own code and standard libraries. */
  readonly package?: string;
  /** What this arm does and does not do beside the common work; conditions of caveats read it. */
  readonly features?: Readonly<Record<string, boolean | string>>;
  /** One sentence on how the arm is used and why that is what its documentation advises. */
  readonly note?: string;
  /** True for an arm that does only a part of the work, to show that part's share: it takes part only in cases that name it. */
  readonly control?: boolean;
}

/** An arm in TypeScript or JavaScript, in this file. */
export interface ScriptArm extends ArmCommon {
  readonly language: "typescript";
  /**
   * Makes the timed body for one case; called once, in the arm's own process, before any clock runs. An arm without it takes part in no case.
   * Throw `CannotHold` if the arm cannot express the case: it is then "not measured" with that reason, and the others go on.
   */
  prepare?(given: CaseInput): Body | Promise<Body>;
  /** Plays a scenario once, in a fresh process of its own, and tells what it came to. May throw `CannotHold`. */
  observe?(given: CaseInput): Observation | Promise<Observation>;
  /** Starts the server that a scenario with `load` is about, on a free port of the loopback. May throw `CannotHold`. */
  serve?(given: CaseInput): Served | Promise<Served>;
}

/**
 * An arm in Python: `script` lies beside the family file and defines `prepare(arm: str, given: dict) -> Body`, where the
 * body has `run(input) -> int` and `answer(input)`, and may raise `CannotHold(reason)`; for scenarios `observe(arm, given) -> dict` with
 * `figures` and `answer`, or `serve(arm, given)`, an object with `port` and `close()`; see kernel-lib/python/arm.py.
 */
export interface PythonArm extends ArmCommon {
  readonly language: "python";
  readonly script: string;
}

/**
 * An arm that is any program: JSON goes in, JSON comes out. It takes part in cases, not in scenarios.
 *
 * `each: "line"` (the default): the program is started once, and lives as long as the arm. It reads one input a line on stdin and writes one answer a
 * line on stdout, in the same order, and flushes each. Where the case's `setup` is not null, the first line it reads is the setup, which it
 * does not answer. Inputs are written as fast as it takes them, before it has answered the ones before: what is timed is its throughput.
 * ```ts
 * { name: "jq", language: "command", command: ["jq", "-c", "--unbuffered", ".id"], version: ["jq", "--version"] }
 * // case "names" with setup {"prefix":"/"}, inputs ["a","b"]: the program
 * //   reads  {"prefix":"/"}   and is silent,
 * //   reads  "a"              and writes  "/a"
 * //   reads  "b"              and writes  "/b"
 * ```
 * `each: "process"`: every call starts the program anew, with the input on its stdin up to the end of the file; the answer is all that it wrote on
 * stdout when it exited with code 0. A whole process is timed, its start included; `setup` must be null.
 * ```ts
 * { name: "sort", language: "command", command: ["sort"], each: "process", input: "text", output: "text" }
 * // input "b\na\n": the program reads b, a and writes a, b; the answer is "a\nb"
 * { name: "wc", language: "command", command: ["wc", "-c"], each: "process", input: "text" }
 * // input "hello": the program reads 5 bytes; the answer is the number 5
 * ```
 * Its environment names the case (KERNEL_LIB_CASE) and the URLs of the services that the case needs (KERNEL_LIB_POSTGRES, KERNEL_LIB_MARIADB).
 * What a program writes on stderr is a warning of the report; a program that exits early, or writes what is not asked for, fails by name.
 */
export interface CommandArm extends ArmCommon {
  readonly language: "command";
  /** The program, looked up in PATH or a path from `cwd`, and what it is given; no shell reads it. */
  readonly command: readonly [string, ...string[]];
  readonly each?: "line" | "process";
  /** `text`: inputs are strings, and are written as they are (with `line`: without line ends in them). `json` where absent. */
  readonly input?: "json" | "text";
  /** `text`: the answer is a string, without its last line end. `json` where absent. */
  readonly output?: "json" | "text";
  /** Where the program runs, from the family file's folder; that folder where absent. */
  readonly cwd?: string;
  /** A command whose first line of output is recorded as the arm's version: `["jq", "--version"]`. */
  readonly version?: readonly [string, ...string[]];
}

/** What an arm is given to make its body. */
export interface CaseInput {
  /** The name of the case or scenario. */
  readonly case: string;
  /** What the arm builds itself from (a route table, rows), as `load` returned it. */
  readonly setup: Json;
  /** URLs of the services that the case needs, for this family alone: `postgresql:///router?host=/tmp/…&user=…`; the database in MariaDB is empty. */
  readonly services: Readonly<Partial<Record<ServiceName, string>>>;
}

/** A program that runs beside the arms, on another core where there is one; started once for all arms of all families. */
export type ServiceName = "postgres" | "mariadb";

/** The timed body. */
export interface Body {
  /**
   * The timed call: does the whole work for one input and returns the fold of its answer (a 32-bit integer), so that the result is used.
   * A promise only where `async` is true.
   */
  run(input: never): number | Promise<number>;
  /** The full answer for one input, compared with the expected one before anything is timed. */
  answer(input: never): Json | Promise<Json>;
  /** True if `run` returns a promise: the timed loop then awaits each call. */
  readonly async?: boolean;
  /** Gives back what `prepare` opened. */
  dispose?(): void | Promise<void>;
}

/**
 * What a case's work is made of: it chooses the margin (1 % cpu, 3 % allocation, 5 % database and server) and the sentinel.
 * `database` is one in the same process (SQLite); `server` waits for another process over a socket (PostgreSQL, HTTP).
 */
export type WorkloadKind = "cpu" | "allocation" | "database" | "server";

/** One task that every arm is given in the same way. */
export interface CaseSpec {
  readonly name: string;
  readonly title: string;
  readonly kind: WorkloadKind;
  /**
   * How strings reach the timed body:
   * `fresh` — every input is a flat string made before the clock starts, used once, its hash not yet computed (what a parser hands over);
   * `cut` — the string is cut from a Buffer inside the timed body (what a server that parses itself does);
   * `as-is` (the default) — the inputs as they are, in turn.
   */
  readonly delivery?: "as-is" | "fresh" | "cut";
  /** The arms that this case is for; where absent, all that are not controls. */
  readonly arms?: readonly string[];
  /** Services that must be there; without one the case is "not measured" with the reason why it did not start. */
  readonly needs?: readonly ServiceName[];
  /** The source report's number of timed calls for this kind of test (1,000, or 100 for databases), where it is not the profile's. */
  readonly iterations?: number;
  /** The data, made when asked for. Deterministic: the same bytes each time. */
  load(): CaseData | Promise<CaseData>;
}

/** The data of a case: all of it JSON, because the same bytes go to every language. */
export interface CaseData {
  readonly setup: Json;
  /** At least one; taken in turn. */
  readonly inputs: readonly Json[];
  /** The expected answer of each input, in the same order. */
  readonly expected: readonly Json[];
}

/**
 * One scenario: each arm plays it in fresh processes, and each process comes to one value of each metric. A value's interval is over processes.
 * Nothing of it is decided: a scenario has figures and ratios with intervals, no verdicts.
 */
export interface ScenarioSpec {
  readonly name: string;
  readonly title: string;
  /** Who plays; the ratios are of the first against each other one. */
  readonly arms: readonly string[];
  readonly needs?: readonly ServiceName[];
  /** What `observe` must return, no more and no less; for a scenario with `load`: `loadMetrics`. */
  readonly metrics: readonly MetricSpec[];
  /** Fresh processes for each arm, where it is not the profile's number (a scenario that takes long). */
  readonly runs?: number;
  /** Where it is there, arms `serve` and the harness sends these requests from another core; else they `observe`. */
  readonly load?: LoadSpec;
  /** The data, made when asked for; `expected` is what every arm's `answer` must be (with `load`: the parsed JSON body of each path, in order). */
  data(): ScenarioData | Promise<ScenarioData>;
}

export interface ScenarioData {
  readonly setup: Json;
  readonly expected: Json;
}

/** One figure of a scenario. */
export interface MetricSpec {
  readonly name: string;
  readonly title: string;
  readonly unit: "ns" | "us" | "ms" | "s" | "B" | "KB" | "MB" | "%" | "count" | "1/s";
  /** Which way is good; a ratio is given where it is one of the two. */
  readonly better: "lower" | "higher" | "neither";
  /** How it is computed, in one sentence that another could follow. */
  readonly definition: string;
}

/** What one process came to. */
export interface Observation {
  /** A finite number for each metric of the scenario. */
  readonly figures: Readonly<Record<string, number>>;
  /** Compared with the expected one: a wrong answer voids the figures. */
  readonly answer: Json;
}

/** A server at work. */
export interface Served {
  /** On 127.0.0.1. */
  readonly port: number;
  close(): void | Promise<void>;
}

/** Requests that are sent to a server, all GET, the paths in turn. */
export interface LoadSpec {
  readonly paths: readonly string[];
  readonly connections: number;
  /** Requests a second, sent whatever the answers do, latency from the intended send time; null: as many as the connections can. */
  readonly rate: number | null;
  readonly seconds: number;
  /** Sent before, at the same rate, and not counted. */
  readonly warmUpSeconds: number;
}

/** One ratio that the family wants decided: time of `arm` over time of `against`. */
export interface RatioSpec {
  readonly case: string;
  readonly arm: string;
  readonly against: string;
  /** The case of `against`, where it is another one (growth: 10,000 routes against 100). */
  readonly againstCase?: string;
  /** True for the few that profile `quick` decides. */
  readonly headline?: boolean;
}

/** The one error that means: this arm cannot express this case. Any other error is a failure of the arm. */
export class CannotHold extends Error {
  override readonly name = "CannotHold";
}

/** Types a family file; returns it unchanged. The file is checked when a run describes it. */
export const defineFamily = (family: Family): Family => family;
