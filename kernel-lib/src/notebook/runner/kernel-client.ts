import { Dealer, Subscriber } from "zeromq";
import { type Connection, endpoint } from "../protocol/connection.js";
import type { Message, MessageContent } from "../protocol/message.js";
import { newMessage, newSpeaker, type Speaker } from "../protocol/new-message.js";
import { decodeMessage, encodeMessage } from "../protocol/wire.js";

/** A request on its way: what is to be done with the messages that answer it. */
export interface Pending {
  readonly onReply: (reply: Message) => void;
  readonly onIopub?: (message: Message) => void;
}

/** A client's end of shell, control and iopub: sends requests, and hands each answer to whoever asked. */
export class KernelClient {
  readonly #connection: Connection;
  readonly #speaker: Speaker = newSpeaker("runner");
  readonly #pending = new Map<string, Pending>();
  readonly #sockets: { readonly shell: Dealer; readonly control: Dealer; readonly iopub: Subscriber };
  readonly #listening: Promise<unknown>;

  /** Connects; the kernel may bind its sockets later. `failed` hears of a message that cannot be read. */
  constructor(connection: Connection, failed: (error: unknown) => void) {
    this.#connection = connection;
    // A kernel binds its sockets within 0.2 s: asking every 5 ms finds them at once.
    const options = { linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0, sendHighWaterMark: 0 };
    const { sendHighWaterMark: _, ...receiving } = options;
    this.#sockets = { shell: new Dealer(options), control: new Dealer(options), iopub: new Subscriber(receiving) };
    this.#sockets.iopub.subscribe();
    for (const channel of ["shell", "control", "iopub"] as const)
      this.#sockets[channel].connect(endpoint(connection, channel));
    const listen = async (channel: "shell" | "control" | "iopub"): Promise<void> => {
      for await (const frames of this.#sockets[channel]) {
        try {
          this.#receive(channel, decodeMessage(frames, connection.key).message);
        } catch (error) {
          failed(error);
        }
      }
    };
    this.#listening = Promise.all([listen("shell"), listen("control"), listen("iopub")]).catch((error: unknown) => {
      if (!this.#sockets.iopub.closed) failed(error);
    });
  }

  /** Sends a request; `pending` hears of every answer until `forget`. Returns the request's id. */
  async send(
    channel: "shell" | "control",
    msgType: string,
    content: MessageContent,
    pending: Pending,
    metadata: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const message = { ...newMessage(this.#speaker, msgType, content), metadata };
    this.#pending.set(message.header.msg_id, pending);
    await this.#sockets[channel].send(encodeMessage({ identities: [], message }, this.#connection.key) as Buffer[]);
    return message.header.msg_id;
  }

  /** Drops what answers a request from now on. */
  forget(id: string): void {
    this.#pending.delete(id);
  }

  async close(): Promise<void> {
    for (const socket of Object.values(this.#sockets)) socket.close();
    await this.#listening;
  }

  #receive(channel: string, message: Message): void {
    const pending = this.#pending.get(message.parentHeader.msg_id ?? "");
    if (channel === "iopub") pending?.onIopub?.(message);
    else pending?.onReply(message);
  }
}
