import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CannotListen } from "../errors/cannot-listen.js";
import type { RunningApp } from "./server.js";
import type { SocketUpgrades } from "./socket-upgrades.js";
import { wholeOption } from "./whole-option.js";

/** Longest delay of a timer. */
const mostMilliseconds = 2_147_483_647;

/** An HTTP server with the sockets that were upgraded from it. */
export class ListeningServer implements RunningApp {
  /** @internal */
  readonly http: HttpServer;
  readonly #upgrades: SocketUpgrades | null;
  #address: { readonly host: string; readonly port: number } = { host: "", port: 0 };
  #closed: Promise<void> | undefined;

  constructor(http: HttpServer, upgrades: SocketUpgrades | null) {
    this.http = http;
    this.#upgrades = upgrades;
    if (upgrades !== null)
      http.on("upgrade", (message, socket, head) => upgrades.accept(message, socket, head, this.closing));
  }

  get host(): string {
    return this.#address.host;
  }

  get port(): number {
    return this.#address.port;
  }

  /** True once the server takes no more connections. */
  get closing(): boolean {
    return this.#closed !== undefined;
  }

  /** @internal */
  listens(): void {
    const { address, port } = this.http.address() as AddressInfo;
    this.#address = { host: address, port };
  }

  close(options: { readonly within?: number } = {}): Promise<void> {
    const within = wholeOption("within", options.within ?? 10_000, 0, mostMilliseconds);
    this.#closed ??= new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.http.closeAllConnections();
        this.#upgrades?.cut();
      }, within);
      this.http.close(() => {
        clearTimeout(timer);
        resolve();
      });
      this.#upgrades?.leave();
    });
    return this.#closed;
  }
}

/** @throws CannotListen. */
export function listenOn(server: ListeningServer, port: number, host: string): Promise<RunningApp> {
  return new Promise((resolve, reject) => {
    const refused = (cause: Error) => reject(new CannotListen(host, port, cause));
    server.http.once("error", refused);
    server.http.listen(port, host, () => {
      server.http.off("error", refused);
      server.listens();
      resolve(server);
    });
  });
}
