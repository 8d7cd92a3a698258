import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LabError } from "../../../kernel-lib/src/base/lab-error.ts";
import type { Message } from "../../../kernel-lib/src/notebook/protocol/message.ts";
import { newMessage } from "../../../kernel-lib/src/notebook/protocol/new-message.ts";
import { isSignedBy, signature } from "../../../kernel-lib/src/notebook/protocol/signature.ts";
import { decodeMessage, encodeMessage } from "../../../kernel-lib/src/notebook/protocol/wire.ts";

interface Recording {
  readonly key: string;
  readonly messages: readonly {
    readonly channel: string;
    readonly direction: string;
    readonly frames: readonly string[];
  }[];
}

const record = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));
const bytes = (frames: readonly (string | Uint8Array)[]): Buffer[] =>
  frames.map((frame) => Buffer.from(frame as string));
const codeOf = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
  return "nothing was thrown";
};

const object = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)));
const text = fc.string({ unit: "binary", minLength: 1 });
const anyMessage: fc.Arbitrary<Message> = fc.record({
  header: fc.record({
    msg_id: text,
    session: text,
    username: text,
    date: text,
    msg_type: text,
    version: fc.constant("5.3"),
  }),
  parentHeader: fc.record({ msg_id: text }, { requiredKeys: [] }),
  metadata: object,
  content: object,
  buffers: fc.array(fc.uint8Array()),
});
const identity = fc.uint8Array({ minLength: 1 }).filter((id) => !Buffer.from(id).equals(Buffer.from("<IDS|MSG>")));

describe("the wire", () => {
  test("brings back what was sent", () => {
    fc.assert(
      fc.property(anyMessage, fc.array(identity), fc.string(), (message, identities, key) => {
        const frames = bytes(encodeMessage({ identities, message }, key));
        const back = decodeMessage(frames, key);
        expect(back.identities.map((id) => [...id])).toEqual(identities.map((id) => [...id]));
        expect(back.message.buffers.map((buffer) => [...buffer])).toEqual(message.buffers.map((buffer) => [...buffer]));
        expect({ ...back.message, buffers: [] }).toEqual({ ...message, buffers: [] });
      }),
    );
  });

  test("refuses a message that was changed or signed with another key", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(3), fc.string({ minLength: 1 }), (message, part, key) => {
        const frames = bytes(encodeMessage({ identities: [], message }, key));
        const at = 2 + part;
        const changed = frames.with(at, Buffer.concat([frames[at] ?? Buffer.alloc(0), Buffer.from(" ")]));
        expect(codeOf(() => decodeMessage(changed, key))).toBe("bad-message");
        expect(codeOf(() => decodeMessage(frames, `${key}x`))).toBe("bad-message");
      }),
    );
  });

  test.each([
    ["no delimiter", ["a", "b"]],
    ["too few frames", ["<IDS|MSG>", "", "{}", "{}", "{}"]],
    ["a frame that is not JSON", ["<IDS|MSG>", "", '{"msg_id":"1","msg_type":"a"}', "{}", "{}", "{"]],
    ["a frame that is no object", ["<IDS|MSG>", "", '{"msg_id":"1","msg_type":"a"}', "{}", "{}", "[]"]],
    ["a header without a type", ["<IDS|MSG>", "", '{"msg_id":"1"}', "{}", "{}", "{}"]],
  ])("refuses %s", (_what, frames) => {
    expect(codeOf(() => decodeMessage(bytes(frames), ""))).toBe("bad-message");
  });
});

describe.each(["stock-tslab", "launcher"])("recorded traffic of %s", (name) => {
  const { key, messages } = record(name);

  test("is read, and written again to the byte", () => {
    expect(messages.length).toBeGreaterThan(15);
    for (const { frames } of messages) {
      const routed = decodeMessage(bytes(frames), key);
      expect(bytes(encodeMessage(routed, key)).map(String)).toEqual(frames);
    }
  });

  test("answers every request on shell, between busy and idle on iopub", () => {
    const read = messages.map(({ channel, direction, frames }) => ({
      channel,
      direction,
      ...decodeMessage(bytes(frames), key).message,
    }));
    const sent = read.filter(({ direction }) => direction === "sent");
    expect(sent.map(({ header }) => header.msg_type)).toEqual([
      "kernel_info_request",
      "execute_request",
      "execute_request",
      "execute_request",
    ]);
    for (const { header } of sent) {
      const answers = read.filter(({ parentHeader }) => parentHeader.msg_id === header.msg_id);
      const replies = answers.filter(({ channel }) => channel === "shell").map((reply) => reply.header.msg_type);
      expect(replies).toEqual([header.msg_type.replace("_request", "_reply")]);
      const states = answers.filter(({ header: { msg_type } }) => msg_type === "status");
      // The first question comes before the subscriber does.
      expect(states.at(-1)?.content.execution_state).toBe("idle");
    }
  });
});

test("the launcher says in its recording what stock tslab does not", () => {
  const typesOf = (name: string) => {
    const { key, messages } = record(name);
    return new Set(messages.map(({ frames }) => decodeMessage(bytes(frames), key).message.header.msg_type));
  };
  const stock = typesOf("stock-tslab");
  expect([...typesOf("launcher")].filter((type) => !stock.has(type)).sort()).toEqual([
    "error",
    "execute_input",
    "execute_result",
  ]);
});

test("a new message takes its ids and its date from the speaker", () => {
  const speaker = { session: "s", username: "u", newId: () => "id", now: () => 0 };
  const parent = { msg_id: "p" };
  expect(newMessage(speaker, "status", { execution_state: "idle" }, parent)).toEqual({
    header: {
      msg_id: "id",
      session: "s",
      username: "u",
      date: "1970-01-01T00:00:00.000Z",
      msg_type: "status",
      version: "5.3",
    },
    parentHeader: parent,
    metadata: {},
    content: { execution_state: "idle" },
    buffers: [],
  });
});

// printf '{}{}{}{}' | openssl dgst -sha256 -hmac key
test("a signature is openssl's, and none without a key", () => {
  expect(signature("key", ["{}", "{}", "{}", "{}"])).toBe(
    "ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3",
  );
  expect(signature("", ["{}"])).toBe("");
  expect(isSignedBy("key", ["a"], "short")).toBe(false);
});
