import { randomUUID } from "node:crypto";
import { type Message, type MessageContent, type MessageHeader, protocolVersion } from "./message.js";

/** Who speaks, and where its ids and dates come from. */
export interface Speaker {
  readonly session: string;
  readonly username: string;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A speaker with a fresh session, random ids and the machine's clock. */
export function newSpeaker(username: string): Speaker {
  return { session: randomUUID(), username, newId: randomUUID, now: Date.now };
}

/** A message of `speaker`, an answer to `parent` where there is one. */
export function newMessage(
  speaker: Speaker,
  msgType: string,
  content: MessageContent,
  parent: Partial<MessageHeader> = {},
): Message {
  return {
    header: {
      msg_id: speaker.newId(),
      session: speaker.session,
      username: speaker.username,
      date: new Date(speaker.now()).toISOString(),
      msg_type: msgType,
      version: protocolVersion,
    },
    parentHeader: parent,
    metadata: {},
    content,
    buffers: [],
  };
}
