import type autocannon from "autocannon";
import type { LoadError } from "./load-tally.js";

/** What is used of autocannon 9.0.0's client beside its documented methods; test/measure/load.test.ts sees that it is so. */
interface Inside {
  /** Sends the next request; autocannon calls it once a connection is opened, and after each response. */
  _doRequest(): void;
  readonly opts: { verifyBody?: (body: string) => boolean };
  readonly pipelinedRequests: { clear(): void };
  readonly parser: { readonly type: string; reinitialize(type: string): void };
}

/** A request on its way. */
export interface Flight {
  /** When it was to be sent, milliseconds since the load's start. */
  readonly intended: number;
  /** Place of its path. */
  readonly path: number;
}

/** Who decides what is sent when. */
export interface Dispatcher {
  /** This connection can take a request now. */
  free(connection: LoadConnection): void;
  answered(flight: Flight, status: number, body: string): void;
  failed(flight: Flight, kind: LoadError): void;
}

/**
 * One connection of autocannon's, which sends when the dispatcher says so. autocannon's own pace is not used: with a rate it sends each connection's share of
 * a second in one go, request after response, at the start of the second, and its correction for coordinated omission takes the expected
 * interval as `ceil(1 / rate)` (seconds, rounded up to 1, taken for milliseconds), whatever the rate (lib/httpClient.js, lib/run.js).
 */
export class LoadConnection {
  readonly #client: Inside;
  readonly #send: () => void;
  readonly #dispatcher: Dispatcher;
  readonly #paths: number;
  #made = 0;
  #flight: Flight | undefined;
  readonly #timeOut: number;
  #sentAt = 0;

  /** @param timeOut of the client, milliseconds */
  constructor(client: autocannon.Client, dispatcher: Dispatcher, paths: number, timeOut: number) {
    const inside = client as unknown as Inside;
    this.#client = inside;
    this.#send = inside._doRequest.bind(client);
    this.#dispatcher = dispatcher;
    this.#paths = paths;
    this.#timeOut = timeOut;
    let answered: { readonly flight: Flight; readonly status: number } | undefined;
    client.on("response", (status: number) => {
      if (this.#flight) answered = { flight: this.#flight, status };
      this.#flight = undefined;
    });
    // autocannon asks for the next request before it hands over this one's body.
    inside.opts.verifyBody = (body) => {
      const last = answered;
      answered = undefined;
      if (last) dispatcher.answered(last.flight, last.status, body);
      return true;
    };
    inside._doRequest = () => this.#ready();
  }

  send(intended: number): void {
    this.#flight = { intended, path: this.#made % this.#paths };
    this.#made++;
    this.#sentAt = performance.now();
    this.#send();
  }

  /** Gives up waiting: what comes of the request at hand no longer counts. */
  giveUp(): Flight | undefined {
    const flight = this.#flight;
    this.#flight = undefined;
    return flight;
  }

  #ready(): void {
    const lost = this.#flight;
    if (lost) {
      // A new connection while a request was out: the old one broke, or autocannon's time-out closed it.
      this.#flight = undefined;
      this.#client.pipelinedRequests.clear();
      this.#client.parser.reinitialize(this.#client.parser.type);
      this.#dispatcher.failed(lost, performance.now() - this.#sentAt >= this.#timeOut ? "time-out" : "connection");
    }
    this.#dispatcher.free(this);
  }
}
