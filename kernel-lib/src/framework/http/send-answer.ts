import type { ServerResponse } from "node:http";
import { jsonText, Reply } from "./reply.js";
import type { Answer } from "./server.js";

/**
 * Writes an answer in one piece, with its length. Nothing has been sent if it throws.
 * @param last True where the connection is to end after it.
 * @throws InvalidAnswer if JSON cannot express the value; Node's errors of a header that is none.
 */
export function sendAnswer(response: ServerResponse, answer: Answer, last: boolean): void {
  if (response.destroyed) return;
  if (!(answer instanceof Reply)) {
    const text = jsonText(answer);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    response.writeHead(200, last ? { ...headers, connection: "close" } : headers);
    response.end(text);
    return;
  }
  const { status, body } = answer;
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of Object.entries(answer.headers))
    headers[name] = typeof value === "string" ? value : [...value];
  if (body !== null) headers["content-length"] = Buffer.byteLength(body);
  else if (status !== 204 && status !== 304) headers["content-length"] = 0;
  if (last) headers.connection = "close";
  response.writeHead(status, headers);
  if (body === null) response.end();
  else response.end(body);
}
