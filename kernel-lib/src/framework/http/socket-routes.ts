import { createRouter } from "../router/create-router.js";
import type { Lookup, Router } from "../router/router.js";
import type { AppOptions } from "./server.js";
import { SocketUpgrades } from "./socket-upgrades.js";
import type { SocketHandler, SocketOptions } from "./web-socket.js";
import { wholeOption } from "./whole-option.js";

/** Where a WebSocket may be opened, and how. */
export interface SocketRoute {
  readonly handler: SocketHandler<Readonly<Record<string, string>>>;
  /** Bytes. */
  readonly maxMessage: number;
  readonly origins: readonly string[] | "any" | "same-host";
}

/** The WebSocket routes of an app: a router of their own, because a path may answer GET beside them. */
export class SocketRoutes {
  readonly #router: Router<SocketRoute> = createRouter<SocketRoute>();
  readonly #report: NonNullable<AppOptions["report"]>;
  #empty = true;

  constructor(report: NonNullable<AppOptions["report"]>) {
    this.#report = report;
  }

  /** @throws InvalidRoute, RouteConflict, InvalidServerOption. */
  add(pattern: string, handler: SocketRoute["handler"], options: SocketOptions): void {
    const maxMessage = wholeOption("maxMessage", options.maxMessage ?? 65_536, 1);
    this.#router.add<string>("GET", pattern, { handler, maxMessage, origins: options.origins ?? "same-host" });
    this.#empty = false;
  }

  find(path: string): Lookup<SocketRoute>["kind"] {
    return this.#router.find("GET", path).kind;
  }

  /** For one server; null, without loading `ws`, where there are no routes. */
  async load(): Promise<SocketUpgrades | null> {
    if (this.#empty) return null;
    const { WebSocketServer } = await import("ws");
    return new SocketUpgrades(this.#router, (options) => new WebSocketServer(options), this.#report);
  }
}
