import { InvalidIdentifier } from "../errors/invalid-identifier.js";

/** PostgreSQL cuts longer names off without a word, so that two of them can become one. */
const MOST_BYTES = 63;

/**
 * Checks a name at the door; dialects quote what went through here. Quotes, spaces, comment signs and letters of any script are fine.
 * @param what names the thing in the message: `the column of "id"`.
 * @throws InvalidIdentifier
 */
export function checkIdentifier(what: string, identifier: unknown): string {
  const refuse = (reason: string) => new InvalidIdentifier(what, identifier, reason);
  if (typeof identifier !== "string") throw refuse("it is no string");
  if (identifier === "") throw refuse("it is empty");
  if (identifier.includes("\0")) throw refuse("it contains the character NUL");
  if (!identifier.isWellFormed()) throw refuse("it contains half a surrogate pair");
  if (Buffer.byteLength(identifier) > MOST_BYTES) throw refuse(`it is longer than ${MOST_BYTES} bytes`);
  // A driver that fills a row by assignment would change the row's prototype.
  if (identifier === "__proto__") throw refuse("a row cannot have a property of that name");
  return identifier;
}
