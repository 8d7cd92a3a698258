import fc from "fast-check";
import type {
  QueryCache,
  QueryFill,
  QueryTables,
  QueryTransaction,
} from "../../../kernel-lib/src/framework/cache/query-cache.ts";
import { type Isolation, SimulatedDatabase, SimulatedTransaction } from "./simulated-database.ts";
import { chosen, Lost, SimulatedSends, settled } from "./simulated-sends.ts";

interface Query {
  readonly fingerprint: string;
  readonly tables: QueryTables;
}

/** The last two differ in their tables alone: they are not one query. */
const queries: readonly Query[] = [
  { fingerprint: "of a", tables: ["a"] },
  { fingerprint: "of b", tables: ["b"] },
  { fingerprint: "of both", tables: ["a", "b"] },
  { fingerprint: "of c and proto", tables: ["c", "__proto__"] },
  { fingerprint: "of who knows what", tables: "all" },
  { fingerprint: "constructor", tables: ["a"] },
  { fingerprint: "constructor", tables: ["__proto__"] },
];
const writes: readonly QueryTables[] = [["a"], ["a"], ["a"], ["b"], ["b"], ["b", "a"], ["c"], ["__proto__"], "all"];
const isolations: readonly Isolation[] = ["read-committed", "snapshot", "snapshot", "serializable"];

/** A read that was a miss or a bypass, until its answer is put. */
interface Read extends Query {
  readonly fill: QueryFill<string> | undefined;
  readonly within: Within | undefined;
  answer?: string;
}

interface Within {
  readonly cache: QueryTransaction<string>;
  readonly database: SimulatedTransaction;
  over: boolean;
}

/** A query that `cached` sent. */
interface Sent extends Query {
  readonly end: PromiseWithResolvers<string>;
  answer?: string;
}

/** A `cached` that waits, and all that the database would have answered meanwhile. */
interface Call extends Query {
  readonly seen: Set<string>;
}

class Client {
  within: Within | undefined;
  reads: Read[] = [];
  /** By table the place in its history of what this client knows to be committed, having done it itself. */
  readonly least = new Map<string, number>();
}

/** How often each is done: "ask" is a read, its answer and its put at once, and "know" ends what "lose" began. */
const actions = {
  begin: 4,
  ask: 10,
  read: 6,
  cached: 6,
  answer: 5,
  put: 5,
  finish: 3,
  fail: 1,
  write: 3,
  commit: 3,
  rollback: 1,
  apply: 4,
  settle: 6,
  refuse: 1,
  lose: 1,
  know: 3,
};
type Action = keyof typeof actions;

/** Who does what; the number chooses among what it could be done to, and if that is nothing, nothing happens. */
export const steps = fc.array(
  fc.tuple(
    fc.nat(2),
    fc.oneof(
      ...Object.entries(actions).map(([action, weight]) => ({ arbitrary: fc.constant(action as Action), weight })),
    ),
    fc.nat(839),
  ),
  { maxLength: 160, size: "max" },
);

/** What happened in all runs. */
export const happened = { hits: 0, snapshotHits: 0, transactionHits: 0, refused: 0, bypasses: 0, joined: 0, late: 0 };

/** Clients of a cache and of the database behind it, which does what it was asked for when it is told to. */
export class SimulatedClients {
  readonly #cache: QueryCache<string>;
  readonly #database = new SimulatedDatabase();
  readonly #clients = [new Client(), new Client(), new Client()];
  readonly #sends = new SimulatedSends(this.#database, () => {
    for (const call of this.#calls) call.seen.add(this.#database.answer(call.tables));
  });
  #sent: Sent[] = [];
  readonly #calls = new Set<Call>();
  readonly #faults: unknown[] = [];

  constructor(cache: QueryCache<string>) {
    this.#cache = cache;
  }

  /** Throws as soon as anybody was given what the database could not have answered. */
  async step(who: number, action: Action, choice: number): Promise<void> {
    const client = this.#clients[who];
    if (client !== undefined) await this.#act(client, action, choice);
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  /** Ends all that runs; then each query must be kept once it is put. */
  async end(): Promise<void> {
    await this.#sends.endAll();
    happened.late += this.#sends.late;
    for (const { fingerprint, tables } of queries) {
      const read = this.#cache.read(fingerprint, tables);
      if (read.kind === "miss" && !read.fill.put(this.#database.answer(tables))) throw new Error("not put at the end");
      const again = this.#cache.read(fingerprint, tables);
      if (again.kind === "miss") throw new Error("not kept at the end");
      this.#checkHit(new Client(), tables, again.value);
    }
  }

  async #act(client: Client, action: Action, choice: number): Promise<void> {
    const { within } = client;
    switch (action) {
      case "begin":
        return this.#begin(client, chosen(isolations, choice));
      case "read":
        return this.#read(client, chosen(queries, choice));
      case "ask":
        return this.#ask(client, chosen(queries, choice));
      case "cached":
        return this.#call(client, chosen(queries, choice));
      case "answer":
        return this.#answer(chosen([...client.reads, ...this.#sent].filter(isOpen), choice));
      case "put":
        return this.#put(
          client,
          chosen(
            client.reads.filter((read) => !isOpen(read)),
            choice,
          ),
        );
      case "finish":
      case "fail":
        return this.#finish(chosen(this.#sent, choice), action);
      case "write":
        return this.#write(client, chosen(writes, choice), choice % 2 === 0);
      case "commit":
        if (within !== undefined) this.#leave(client, within);
        if (within !== undefined)
          void this.#send(client, within.database.writes, (...args) => within.cache.commit(...args));
        return;
      case "rollback":
        if (within !== undefined) this.#leave(client, within);
        return within?.cache.rollback();
      default:
        return this.#sends.act(action, choice);
    }
  }

  #ask(client: Client, query: Query | undefined): void {
    const before = client.reads.length;
    this.#read(client, query);
    const read = client.reads[before];
    this.#answer(read);
    this.#put(client, read);
  }

  #begin(client: Client, isolation: Isolation | undefined): void {
    if (isolation === undefined || client.within !== undefined) return;
    const database = new SimulatedTransaction(this.#database, isolation);
    client.within = { cache: this.#cache.begin({ isolation }), database, over: false };
  }

  #read(client: Client, query: Query | undefined): void {
    if (query === undefined) return;
    const { within } = client;
    const { fingerprint, tables } = query;
    const read = (within?.cache ?? this.#cache).read(fingerprint, tables);
    if ((within?.database.wrote(tables) ?? false) !== (read.kind === "bypass"))
      throw new Error(`${read.kind} of what the transaction ${read.kind === "bypass" ? "did not write" : "wrote"}`);
    if (read.kind === "bypass") happened.bypasses++;
    if (read.kind !== "hit")
      client.reads.push({ ...query, fill: read.kind === "miss" ? read.fill : undefined, within });
    else if (within === undefined) {
      happened.hits++;
      this.#checkHit(client, tables, read.value);
    } else {
      happened.transactionHits++;
      if (within.database.isolation === "snapshot") happened.snapshotHits++;
      else this.#checkHit(client, tables, read.value);
      within.database.check(tables, read.value);
    }
  }

  /** A hit of one who sees all that is committed. */
  #checkHit(client: Client, tables: QueryTables, value: string): void {
    const should = this.#database.answer(tables);
    if (value !== should) throw new Error(`a hit on ${value} in place of ${should}`);
    this.#checkKnown(client, value);
  }

  /** What a client is given was committed, and not before what it has committed itself. */
  #checkKnown({ least }: Client, value: string): void {
    for (const each of value.split(" ")) {
      const [, table = "", version] = /^(\D+)(\d+)$/.exec(each) ?? [];
      const place = this.#database.history.get(table)?.indexOf(Number(version)) ?? -1;
      if (place < 0) throw new Error(`${each} was never committed`);
      if (place < (least.get(table) ?? 0)) throw new Error(`${each} is older than what the client itself committed`);
    }
  }

  #answer(read: Read | Sent | undefined): void {
    if (read === undefined) return;
    const within = "within" in read ? read.within?.database : undefined;
    read.answer = (within ?? this.#database).answer(read.tables);
  }

  #put(client: Client, read: Read | undefined): void {
    if (read?.answer === undefined) return;
    client.reads = client.reads.filter((each) => each !== read);
    if (read.fill === undefined) {
      if (read.within?.over === false) read.within.cache.snapshotTaken();
    } else if (!read.fill.put(read.answer)) happened.refused++;
    else if (read.answer !== this.#database.answer(read.tables)) throw new Error(`${read.answer} was put too late`);
  }

  #call(client: Client, query: Query | undefined): void {
    if (query === undefined || client.within !== undefined) return;
    const call = { ...query, seen: new Set([this.#database.answer(query.tables)]) };
    const asker = Object.assign(new Client(), { least: new Map(client.least) });
    this.#calls.add(call);
    const [{ hits }, sent] = [this.#cache.statistics, this.#sent.length];
    const promise = this.#cache.cached(query.fingerprint, query.tables, () => {
      const end = Promise.withResolvers<string>();
      this.#sent.push({ ...query, end });
      return end.promise;
    });
    if (this.#cache.statistics.hits === hits && this.#sent.length === sent) happened.joined++;
    const got = (value: string) => {
      this.#calls.delete(call);
      if (!call.seen.has(value)) throw new Error(`${value}, and it was only ever ${[...call.seen]} meanwhile`);
      this.#checkKnown(asker, value);
    };
    promise.then(got).catch((error: unknown) => {
      this.#calls.delete(call);
      if (!(error instanceof Lost)) this.#faults.push(error);
    });
  }

  async #finish(sent: Sent | undefined, action: "finish" | "fail"): Promise<void> {
    if (sent === undefined || (action === "finish" && sent.answer === undefined)) return;
    this.#sent = this.#sent.filter((each) => each !== sent);
    if (action === "fail") sent.end.reject(new Lost());
    else sent.end.resolve(sent.answer ?? "");
    await settled();
  }

  async #send(client: Client, ...[versions, through]: Parameters<SimulatedSends["send"]>): Promise<void> {
    try {
      await this.#sends.send(versions, through);
      for (const [table, version] of versions)
        client.least.set(table, this.#database.history.get(table)?.indexOf(version) ?? 0);
    } catch (error) {
      if (!(error instanceof Lost)) this.#faults.push(error);
    }
  }

  #write(client: Client, tables: QueryTables | undefined, says: boolean): void {
    if (tables === undefined) return;
    const { within } = client;
    if (within === undefined) {
      void this.#send(client, this.#database.versions(tables), (...args) => this.#cache.write(tables, ...args));
      return;
    }
    within.cache.write(tables);
    within.database.write(tables);
    if (says) within.cache.snapshotTaken();
  }

  /** What it has not been answered it never will be; what it was may still be put. */
  #leave(client: Client, within: Within): void {
    within.over = true;
    client.within = undefined;
    client.reads = client.reads.filter((read) => read.within !== within || read.answer !== undefined);
  }
}

const isOpen = ({ answer }: { readonly answer?: string }) => answer === undefined;
