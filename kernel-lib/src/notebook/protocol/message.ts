/** The version of the Jupyter messaging protocol that kernel and runner speak. */
export const protocolVersion = "5.3";

/** The head of a message; a parent header is the same, or `{}` where a message has no parent. */
export interface MessageHeader {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** What a message carries; its shape depends on `header.msg_type` (see contents.ts). */
export type MessageContent = Readonly<Record<string, unknown>>;

/** One protocol message, without the routing and the signature that it has on the wire. */
export interface Message {
  readonly header: MessageHeader;
  readonly parentHeader: Partial<MessageHeader>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: MessageContent;
  readonly buffers: readonly Uint8Array[];
}

/** A message and the routing prefix it came with (one frame for each router on its way; for PUB the topic). */
export interface RoutedMessage {
  readonly identities: readonly Uint8Array[];
  readonly message: Message;
}
