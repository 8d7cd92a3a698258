import { onTestFinished } from "vitest";
import type { Message, MessageContent } from "../../../kernel-lib/src/notebook/protocol/message.ts";
import { freePorts } from "../../../kernel-lib/src/notebook/runner/free-ports.ts";
import { KernelClient } from "../../../kernel-lib/src/notebook/runner/kernel-client.ts";
import { KernelProcess } from "../../../kernel-lib/src/notebook/runner/kernel-process.ts";
import { spec, testFolder } from "../notebook-file.ts";

/** Everything that answered one request. */
export interface Answers {
  readonly reply: Message;
  readonly iopub: readonly Message[];
}

/** A live kernel and raw requests to it. */
export interface KernelTalk {
  readonly process: KernelProcess;
  readonly client: KernelClient;
  /** Sends a request and waits for its reply and its idle. */
  ask(msgType: string, content?: MessageContent, channel?: "shell" | "control"): Promise<Answers>;
  /** Runs a cell; `hear` is told each of its iopub messages as it comes. */
  run(code: string, flags?: MessageContent, hear?: (message: Message) => void): Promise<Answers>;
  close(): Promise<void>;
}

/** The types of messages, without the busy and idle around them. */
export const typesOf = ({ iopub }: Answers): readonly string[] =>
  iopub.map(({ header }) => header.msg_type).filter((type) => type !== "status");

/** The text of everything that a cell wrote to its streams. */
export const streamOf = ({ iopub }: Answers): string =>
  iopub.flatMap(({ header, content }) => (header.msg_type === "stream" ? [String(content.text)] : [])).join("");

/** The `text/plain` of a cell's result. */
export function resultOf(answers: Answers): unknown {
  return (only(answers, "execute_result").data as Readonly<Record<string, unknown>>)["text/plain"];
}

/** The one message of a type among the answers. */
export function only({ iopub }: Answers, msgType: string): MessageContent {
  const found = iopub.filter(({ header }) => header.msg_type === msgType);
  if (found.length !== 1) throw new Error(`expected one ${msgType}, got ${found.length}`);
  return found[0]?.content ?? {};
}

/** Starts our kernel in an empty folder and ends it with the test. */
export async function talkToKernel(transport: "ipc" | "tcp" = "ipc"): Promise<KernelTalk> {
  const talk = await openKernel(await testFolder(), transport);
  onTestFinished(talk.close);
  return talk;
}

/** Starts our kernel; whoever opens it closes it. */
export async function openKernel(cwd: string, transport: "ipc" | "tcp" = "ipc"): Promise<KernelTalk> {
  const env = process.env;
  const started = await KernelProcess.start({ spec, cwd, env, transport, ports: () => freePorts(5) });
  const client = new KernelClient(started.connection, (error) => {
    throw error;
  });
  const ask = async (
    msgType: string,
    content: MessageContent = {},
    channel: "shell" | "control" = "shell",
    hear: (message: Message) => void = () => {},
  ): Promise<Answers> => {
    const iopub: Message[] = [];
    const reply = Promise.withResolvers<Message>();
    const idle = Promise.withResolvers<void>();
    const onIopub = (message: Message): void => {
      iopub.push(message);
      hear(message);
      if (message.content.execution_state === "idle") idle.resolve();
    };
    await client.send(channel, msgType, content, { onReply: reply.resolve, onIopub });
    const [answered] = await Promise.all([reply.promise, idle.promise]);
    return { reply: answered, iopub };
  };
  // Until the subscriber is there: an answer that it missed never becomes idle for it.
  const heard = Promise.withResolvers<void>();
  const knock = (): void => {
    void client.send("shell", "kernel_info_request", {}, { onReply: () => {}, onIopub: () => heard.resolve() });
  };
  knock();
  const again = setInterval(knock, 50);
  await heard.promise;
  clearInterval(again);
  return {
    process: started,
    client,
    ask,
    run: (code, flags = {}, hear) => ask("execute_request", { code, ...flags }, "shell", hear),
    close: async () => {
      await client.close();
      await started.end();
    },
  };
}
