import { MalformedBody } from "../errors/malformed-body.js";

/** Only a text with one of these can hold a key that reaches a prototype: the names themselves, or an escape that may spell them. */
const suspicious = /__proto__|constructor|\\u/;

/**
 * Parses JSON; `JSON.parse` itself makes `__proto__` an own key, which becomes a prototype when the object is copied member by member.
 * @throws MalformedBody if the text is no JSON, or has a key `__proto__`, or `constructor` with a member `prototype`.
 */
export function parseJsonBody(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MalformedBody(text === "" ? "it is empty" : "it is no JSON", cause);
  }
  if (suspicious.test(text)) refusePoison(value);
  return value;
}

/** Without recursion: a text may nest deeper than the stack. */
function refusePoison(root: unknown): void {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, "__proto__")) throw new MalformedBody('it has the key "__proto__"');
    if (Object.hasOwn(value, "constructor")) {
      const member = (value as { constructor: unknown }).constructor;
      if (typeof member === "object" && member !== null && Object.hasOwn(member, "prototype"))
        throw new MalformedBody('it has the keys "constructor" and "prototype"');
    }
    for (const member of Object.values(value)) open.push(member);
  }
}
