import { InvalidAnswer } from "../errors/invalid-answer.js";

/** An answer with all that HTTP lets one say; made by `reply`. */
export class Reply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** What goes out, already text or bytes; null for no body. */
  readonly body: string | Uint8Array | null;

  /** @internal */
  constructor(status: number, headers: Record<string, string | readonly string[]>, body: string | Uint8Array | null) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

export interface ReplyParts {
  /** 200 to 599; 200 where absent. */
  readonly status?: number;
  /** `content-type` here wins over the one that the body brings; lengths are computed. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text (UTF-8, `text/plain`) or bytes (`application/octet-stream`). Not beside `json`. */
  readonly body?: string | Uint8Array;
  /** Sent as JSON. */
  readonly json?: unknown;
}

/** Framing is the server's. */
const framing = ["content-length", "transfer-encoding", "connection"];

/** @throws InvalidAnswer if the status is none, both bodies are given, a status without a body has one, or JSON cannot express the value. */
export function reply(parts: ReplyParts = {}): Reply {
  const { status = 200, body, json } = parts;
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new InvalidAnswer(`the status ${status}`, "Give a whole number from 200 to 599.");
  if (body !== undefined && json !== undefined)
    throw new InvalidAnswer("a reply with both `body` and `json`", "Give one of them.");
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(parts.headers ?? {})) {
    const lower = name.toLowerCase();
    if (framing.includes(lower))
      throw new InvalidAnswer(`the header ${JSON.stringify(name)}`, "Leave it out: the server writes it.");
    headers[lower] = value;
  }
  if (json !== undefined) return withBody(status, headers, jsonText(json), "application/json");
  if (body === undefined) return new Reply(status, headers, null);
  return withBody(
    status,
    headers,
    body,
    typeof body === "string" ? "text/plain; charset=utf-8" : "application/octet-stream",
  );
}

/** @throws InvalidAnswer if JSON cannot express the value. */
export function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidAnswer("a value that JSON cannot express", "Return plain data, without cycles or bigints.", cause);
  }
  if (text === undefined)
    throw new InvalidAnswer(typeof value, "Return a value, `null`, or `reply({ status: 204 })` for an empty answer.");
  return text;
}

function withBody(
  status: number,
  headers: Record<string, string | readonly string[]>,
  body: string | Uint8Array,
  type: string,
): Reply {
  if (status === 204 || status === 205 || status === 304)
    throw new InvalidAnswer(`a body with the status ${status}`, "Leave the body out, or choose another status.");
  headers["content-type"] ??= type;
  return new Reply(status, headers, body);
}
