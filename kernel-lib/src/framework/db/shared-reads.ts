import { QueryFailed } from "../errors/query-failed.js";
import type { CompiledQuery, Sharing, SqlValue } from "../sql/query.js";

/** More at once would make others wait for one statement. */
const mostAtOnce = 1_000;

/** What is behind it comes after the promises that are due already: as `queueMicrotask` does, without that function's asynchronous resource. */
const soon = Promise.resolve();

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
  /** Most ticks have one read: it needs no list. */
  #first: Read | undefined;
  /** All of this tick by their texts, the first too; undefined while there is one. */
  #several: Map<string, Read[]> | undefined;
  readonly #sendNow = () => this.send();
  /** Behind all promises of the loop's present turn. */
  readonly #sendAfterTick = () => process.nextTick(this.#sendNow);

  constructor(runner: ReadRunner) {
    this.#runner = runner;
  }

  rows(query: CompiledQuery): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      const read = { query, resolve, reject };
      if (this.#first === undefined) {
        this.#first = read;
        void soon.then(this.#sendAfterTick);
        return;
      }
      this.#several ??= new Map([[this.#first.query.text, [this.#first]]]);
      const others = this.#several.get(query.text);
      if (others === undefined) this.#several.set(query.text, [read]);
      else others.push(read);
    });
  }

  /** Sends what waits, without waiting for the end of the tick. */
  send(): void {
    const [first, several] = [this.#first, this.#several];
    this.#first = undefined;
    this.#several = undefined;
    if (several !== undefined)
      for (const reads of several.values())
        for (let at = 0; at < reads.length; at += mostAtOnce) void this.#run(reads.slice(at, at + mostAtOnce));
    else if (first !== undefined) this.#runAlone(first);
  }

  #runAlone({ query, resolve, reject }: Read): void {
    this.#runner.alone(query).then(resolve, reject);
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
    for (const read of reads) this.#runAlone(read);
  }
}
