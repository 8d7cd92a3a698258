import type { IncomingMessage } from "node:http";

/** A header's value, repeated ones joined. Own members only: Node's headers have a prototype, and names come from anywhere. */
export function headerOf(message: IncomingMessage, name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!Object.hasOwn(message.headers, lower)) return undefined;
  const value = message.headers[lower];
  return typeof value === "string" || value === undefined ? value : value.join(", ");
}
