import type { SimulatedDatabase } from "./simulated-database.ts";

/** What can happen to a commit or an autocommit write. */
export type SendAction = "apply" | "settle" | "refuse" | "lose" | "know";

interface Send {
  readonly versions: ReadonlyMap<string, number>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** The database will not apply it any more. */
  readonly known: PromiseWithResolvers<void>;
  state: "sent" | "settled" | "lost" | "known";
  applied: boolean;
}

/** The commits and autocommit writes on their way to a simulated database. */
export class SimulatedSends {
  /** How many were applied after their connection was lost. */
  late = 0;
  readonly #database: SimulatedDatabase;
  readonly #applied: () => void;
  readonly #sends: Send[] = [];

  /** @param applied called when what is committed has changed */
  constructor(database: SimulatedDatabase, applied: () => void) {
    this.#database = database;
    this.#applied = applied;
  }

  /** Sends through a cache; settles as the cache says that it has. */
  async send(
    versions: ReadonlyMap<string, number>,
    through: (send: () => Promise<void>, untilKnown: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const [ended, known] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { resolve, reject } = ended;
    this.#sends.push({ versions, resolve, reject, known, state: "sent", applied: false });
    await through(
      () => ended.promise,
      () => known.promise,
    );
  }

  async act(action: SendAction, choice: number): Promise<void> {
    const unsettled = this.#sends.filter(({ state }) => state === "sent");
    if (action === "apply") this.#apply(chosen(this.#sends, choice));
    else if (action === "know") await this.#know(chosen(this.#sends, choice));
    else await this.#settle(chosen(unsettled, choice), action);
  }

  async endAll(): Promise<void> {
    for (const send of this.#sends) {
      await this.#settle(send, "lose");
      await this.#know(send);
    }
  }

  #apply(send: Send | undefined): void {
    if (send === undefined || send.applied || send.state === "settled" || send.state === "known") return;
    if (send.state === "lost") this.late++;
    send.applied = true;
    this.#database.apply(send.versions);
    this.#applied();
  }

  /** One that was applied cannot be refused: its connection is lost. */
  async #settle(send: Send | undefined, how: "settle" | "refuse" | "lose"): Promise<void> {
    if (send?.state !== "sent") return;
    if (how === "settle") {
      this.#apply(send);
      send.state = "settled";
      send.resolve();
    } else if (how === "lose" || send.applied) {
      send.state = "lost";
      send.reject(new Lost());
    } else {
      send.state = "known";
      send.known.resolve();
      send.reject(new Lost());
    }
    await settled();
  }

  async #know(send: Send | undefined): Promise<void> {
    if (send?.state !== "lost") return;
    send.state = "known";
    send.known.resolve();
    await settled();
  }
}

/** What the simulation rejects with. */
export class Lost extends Error {}

/** All that follows from what was just settled has happened. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Undefined where there is nothing to choose from. */
export function chosen<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % items.length];
}
