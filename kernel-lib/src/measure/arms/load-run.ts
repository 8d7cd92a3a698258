import { isDeepStrictEqual } from "node:util";
import type { Dispatcher, Flight, LoadConnection } from "./load-connection.js";
import { LoadSchedule } from "./load-schedule.js";
import { type LoadError, type LoadResult, LoadTally } from "./load-tally.js";

/** How often the generator looks whether a request is due, milliseconds: the least that Node's timers know. */
const TICK = 1;

interface Fire {
  readonly start: number;
  /** Milliseconds. */
  readonly length: number;
  /** Null: as many as the connections can. */
  readonly schedule: LoadSchedule | null;
  readonly tally: LoadTally;
  sent: number;
}

/**
 * Sends a load over connections, one request at a time on each. With a rate, requests fall due by the clock, whatever the answers do; the next free connection
 * takes the next one that is due, and its latency counts from when it fell due, so that a server that stalls is charged for all
 * requests that should have been sent meanwhile (no coordinated omission). What the generator itself is late (its timer: a millisecond or two) is
 * in the latency too, alike for all arms. Without, each connection sends as soon as it has its answer.
 */
export class LoadRun implements Dispatcher {
  readonly #bodies: readonly string[];
  readonly #connections: LoadConnection[] = [];
  /** A set: a connection that was opened anew while idle is there once. */
  readonly #idle = new Set<LoadConnection>();
  #fire: Fire | undefined;

  /** @param bodies the right answer of each path */
  constructor(bodies: readonly string[]) {
    this.#bodies = bodies;
  }

  add(connection: LoadConnection): void {
    this.#connections.push(connection);
  }

  free(connection: LoadConnection): void {
    this.#idle.add(connection);
    this.#pump();
  }

  answered(flight: Flight, status: number, body: string): void {
    const fire = this.#fire;
    if (!fire) return;
    const fault = status !== 200 ? "status" : this.#isRight(flight.path, body) ? null : "body";
    fire.tally.response(flight.intended, performance.now() - fire.start, fault);
  }

  failed(_flight: Flight, kind: LoadError): void {
    this.#fire?.tally.error(kind);
  }

  /**
   * Sends for `seconds`, then waits for what is out, and sends what is due but had no free connection, for at most `timeOut` milliseconds; what
   * is not answered by then is counted as timed out.
   */
  async fire(rate: number | null, seconds: number, timeOut: number): Promise<LoadResult> {
    const used = process.cpuUsage();
    const fire: Fire = {
      start: performance.now(),
      length: seconds * 1000,
      schedule: rate === null ? null : new LoadSchedule(rate, seconds),
      tally: new LoadTally(seconds),
      sent: 0,
    };
    this.#fire = fire;
    let busy: number | undefined;
    await new Promise<void>((done) => {
      const tick = () => {
        const now = performance.now() - fire.start;
        fire.schedule?.tick(now);
        this.#pump();
        if (now >= fire.length) {
          const { user, system } = process.cpuUsage(used);
          busy ??= (user + system) / 1000 / now;
        }
        const total = fire.schedule?.total ?? fire.sent;
        if (now >= fire.length && (fire.tally.settled >= total || now >= fire.length + timeOut)) done();
        else setTimeout(tick, TICK);
      };
      tick();
    });
    this.#fire = undefined;
    for (const connection of this.#connections) connection.giveUp();
    const total = fire.schedule?.total ?? fire.sent;
    fire.tally.error("time-out", total - fire.tally.settled);
    return fire.tally.result(total, { late: fire.schedule?.late ?? 0, busy: busy ?? 0 });
  }

  /** Sends what is due, as far as there are free connections. */
  #pump(): void {
    const fire = this.#fire;
    if (!fire) return;
    const { schedule, start, length } = fire;
    for (const connection of this.#idle) {
      const now = performance.now() - start;
      if (schedule === null ? now >= length : fire.sent >= schedule.due(now)) return;
      this.#idle.delete(connection);
      const intended = schedule === null ? now : schedule.intended(fire.sent);
      fire.sent++;
      connection.send(intended);
    }
  }

  #isRight(path: number, body: string): boolean {
    const right = this.#bodies[path];
    if (body === right || right === undefined) return body === right;
    try {
      return isDeepStrictEqual(JSON.parse(body), JSON.parse(right));
    } catch {
      // Not JSON: not the answer.
      return false;
    }
  }
}
