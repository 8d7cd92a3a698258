import { Publisher, Reply, Router } from "zeromq";
import { type Channel, type Connection, channels, endpoint } from "../protocol/connection.js";
import type { RoutedMessage } from "../protocol/message.js";
import { decodeMessage, encodeMessage } from "../protocol/wire.js";
import type { Log } from "./capture-streams.js";

/** The kernel's end of the five sockets. */
export interface KernelSockets {
  /** Sends a message; one that cannot be sent is said on the kernel's standard error. */
  send(channel: "shell" | "control" | "iopub", routed: RoutedMessage): void;
  /** Stops receiving and closes; what was sent is still delivered. */
  close(): void;
}

/**
 * Binds the five sockets, then hands every message of shell and control to `receive`; messages that are not signed with the
 * connection's key are refused on standard error.
 * @throws what ZeroMQ throws, with `code` EADDRINUSE where a port is taken; nothing stays bound then.
 */
export async function bindSockets(
  connection: Connection,
  receive: (channel: "shell" | "control", routed: RoutedMessage) => void,
  log: Log,
): Promise<KernelSockets> {
  // No limit on what waits to be sent: the default of 1,000 messages would drop output silently.
  const options = { linger: 1000, sendHighWaterMark: 0 };
  const sockets = {
    shell: new Router(options),
    control: new Router(options),
    stdin: new Router(options),
    iopub: new Publisher(options),
    hb: new Reply(options),
  };
  const close = (): void => {
    for (const channel of channels) sockets[channel].close();
  };
  try {
    await Promise.all(channels.map((channel) => sockets[channel].bind(endpoint(connection, channel))));
  } catch (error) {
    close();
    throw error;
  }

  const failed = (channel: Channel) => (error: unknown) => {
    if (!sockets[channel].closed) log(`kernel: ${channel}: ${String(error)}`);
  };
  const listen = async (channel: "shell" | "control"): Promise<void> => {
    for await (const frames of sockets[channel]) {
      try {
        receive(channel, decodeMessage(frames, connection.key));
      } catch (error) {
        log(`kernel: ${channel}: ${String(error)}`);
      }
    }
  };
  const echo = async (): Promise<void> => {
    for await (const frames of sockets.hb) await sockets.hb.send(frames);
  };
  listen("shell").catch(failed("shell"));
  listen("control").catch(failed("control"));
  echo().catch(failed("hb"));

  return {
    send(channel, routed) {
      const frames = encodeMessage(routed, connection.key) as Buffer[];
      sockets[channel].send(frames).catch(failed(channel));
    },
    close,
  };
}
