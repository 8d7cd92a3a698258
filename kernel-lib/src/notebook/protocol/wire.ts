import { LabError } from "../../base/lab-error.js";
import type { MessageContent, MessageHeader, RoutedMessage } from "./message.js";
import { isSignedBy, signature } from "./signature.js";

const delimiter = Buffer.from("<IDS|MSG>");

/** The frames of a message as they go into a ZeroMQ socket: identities, delimiter, signature, four JSON frames, buffers. */
export function encodeMessage(routed: RoutedMessage, key: string): (string | Uint8Array)[] {
  const { header, parentHeader, metadata, content, buffers } = routed.message;
  const json = [header, parentHeader, metadata, content].map((part) => JSON.stringify(part));
  return [...routed.identities, delimiter, signature(key, json), ...json, ...buffers];
}

/**
 * Reads the frames that came out of a ZeroMQ socket.
 * @throws LabError `bad-message` if the delimiter or a frame is missing, the signature is wrong, or a frame is not a JSON object.
 */
export function decodeMessage(frames: readonly Uint8Array[], key: string): RoutedMessage {
  const at = frames.findIndex((frame) => delimiter.equals(frame));
  if (at < 0) throw bad("it has no <IDS|MSG> delimiter");
  const [given, header, parentHeader, metadata, content, ...buffers] = frames.slice(at + 1);
  if (!given || !header || !parentHeader || !metadata || !content)
    throw bad(`expected a signature and 4 frames after the delimiter, got ${frames.length - at - 1}`);
  if (!isSignedBy(key, [header, parentHeader, metadata, content], Buffer.from(given).toString()))
    throw bad("its signature does not match: it was written with another key, or changed on its way");
  const head = parse(header, "header");
  if (typeof head.msg_type !== "string" || typeof head.msg_id !== "string")
    throw bad("its header has no msg_type or msg_id");
  return {
    identities: frames.slice(0, at),
    message: {
      header: head as unknown as MessageHeader,
      parentHeader: parse(parentHeader, "parent header"),
      metadata: parse(metadata, "metadata"),
      content: parse(content, "content"),
      buffers,
    },
  };
}

function parse(frame: Uint8Array, what: string): MessageContent {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString("utf8"));
  } catch (cause) {
    throw bad(`its ${what} is not JSON`, cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw bad(`its ${what} is not a JSON object`);
  return value as MessageContent;
}

function bad(why: string, cause?: unknown): LabError {
  return new LabError("bad-message", `a Jupyter message was refused: ${why}`, cause === undefined ? {} : { cause });
}
