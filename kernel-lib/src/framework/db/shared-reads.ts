import { QueryFailed } from "../errors/query-failed.js";
import type { CompiledQuery, Sharing, SqlValue } from "../sql/query.js";

/** More at once would make others wait for one statement. */
const mostAtOnce = 1_000;

interface Read {
  readonly query: CompiledQuery;
  readonly resolve: (rows: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What the reads are given to. */
export interface ReadRunner {
  /** One read by itself. */
  alone(query: CompiledQuery): Promise<unknown[]>;
  /** The rows for each set of values. */
  together(sharing: Sharing, sets: readonly (readonly SqlValue[])[]): Promise<unknown[][]>;
}

/**
 * Reads of one text that are asked for in one tick share a statement, and so a round trip. Each gets its own rows; where the statement fails, each is run by itself, and only those
 * fail that fail alone. The loop's present turn with all its promises is a tick, as in Facebook's DataLoader.
 */
export class SharedReads {
  readonly #runner: ReadRunner;
  #waiting = new Map<string, Read[]>();
  readonly #sendNow = () => this.send();
  /** Behind all promises of the loop's present turn. */
  readonly #sendAfterTick = () => process.nextTick(this.#sendNow);

  constructor(runner: ReadRunner) {
    this.#runner = runner;
  }

  rows(query: CompiledQuery): Promise<unknown[]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
    if (this.#waiting.size === 0) queueMicrotask(this.#sendAfterTick);
    const others = this.#waiting.get(query.text);
    const read = { query, resolve, reject };
    if (others === undefined) this.#waiting.set(query.text, [read]);
    else others.push(read);
    return promise;
  }

  /** Sends what waits, without waiting for the end of the tick. */
  send(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const reads of waiting.values())
      if (reads.length === 1) this.#runAlone(reads);
      else for (let at = 0; at < reads.length; at += mostAtOnce) void this.#run(reads.slice(at, at + mostAtOnce));
  }

  #runAlone(reads: readonly Read[]): void {
    for (const { query, resolve, reject } of reads) this.#runner.alone(query).then(resolve, reject);
  }

  /** Never rejects: each read is told by itself. */
  async #run(reads: readonly Read[]): Promise<void> {
    const sharing = reads[0]?.query.sharing;
    if (reads.length > 1 && sharing !== undefined)
      try {
        const answers = await this.#runner.together(
          sharing,
          reads.map(({ query }) => query.values),
        );
        for (const [place, { resolve }] of reads.entries()) resolve(answers[place] ?? []);
        return;
      } catch (error) {
        // One set of values may be the cause, or what the planner made of all: only by itself a read is known to fail.
        if (!(error instanceof QueryFailed)) {
          for (const { reject } of reads) reject(error);
          return;
        }
      }
    this.#runAlone(reads);
  }
}
