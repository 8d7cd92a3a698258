import type { IncomingMessage } from "node:http";
import { BodyTooLarge } from "../errors/body-too-large.js";
import { RequestAborted } from "../errors/request-aborted.js";

/**
 * The whole body, at most `limit` bytes. A longer one is refused by its content-length before anything is read, a chunked one as soon as it
 * is over; what then comes is dropped.
 */
export function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(message.headers["content-length"] ?? 0) > limit) return Promise.reject(new BodyTooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = () => message.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
    const fail = (error: Error) => {
      leave();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) fail(new BodyTooLarge(limit));
      else chunks.push(chunk);
    };
    const onEnd = () => {
      leave();
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
    };
    const onError = (cause: Error) => fail(new RequestAborted(cause));
    const onClose = () => fail(new RequestAborted(message.errored));
    if (message.destroyed && !message.readableEnded) onClose();
    else message.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
  });
}
