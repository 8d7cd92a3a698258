import { LabError } from "../../base/lab-error.js";

/** A WebSocket route that comes too late: `ws` is loaded when the app begins to listen. Code "app-listens". */
export class AppListens extends LabError {
  constructor(pattern: string) {
    super("app-listens", `The WebSocket route ${JSON.stringify(pattern)} cannot be added: the app listens already.`, {
      remedy: "Register WebSocket routes before the first `listen` or `inject`.",
      data: { pattern },
    });
  }
}
