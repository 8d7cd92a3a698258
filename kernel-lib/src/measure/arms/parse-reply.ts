import type { Reply } from "./protocol.js";

/** A line that an arm wrote, as the reply that it should be; undefined where it is none. */
export function parseReply(line: string): Reply | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { ok, wrong, failed, cannotHold } = value as Readonly<Record<string, unknown>>;
  const isReply =
    typeof cannotHold === "string" || [ok, wrong, failed].some((part) => typeof part === "object" && part !== null);
  return isReply ? (value as Reply) : undefined;
}
