import type { HttpError } from "../errors/http-error.js";
import { Reply } from "./reply.js";

/** What a client reads of an error. */
export function errorReply(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const body = JSON.stringify({ error: { code, message } });
  return new Reply(status, { ...headers, "content-type": "application/json" }, body);
}

/** The answer to an error that the client may read. */
export const replyOfError = (error: HttpError): Reply => errorReply(error.status, error.code, error.publicMessage);

/** The answer to any other error: what it says is for who runs the server. */
export const internalError = (): Reply => errorReply(500, "internal-error", "The server failed to answer.");
