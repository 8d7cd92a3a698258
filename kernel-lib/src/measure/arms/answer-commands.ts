import { writeSync } from "node:fs";
import { Socket } from "node:net";
import type { Command, Replies, Reply } from "./protocol.js";
import { replyToError } from "./reply-to-error.js";

const CHANNEL = 3;

/** The orchestrator reads at once, so writing may block for a moment and never for long. */
function send(reply: Reply): void {
  const line = Buffer.from(`${JSON.stringify(reply)}\n`);
  for (let sent = 0; sent < line.length; )
    try {
      sent += writeSync(CHANNEL, line, sent);
    } catch (error) {
      // The channel does not block here, and is full.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
}

/**
 * Answers the orchestrator's commands (see protocol.ts) without blocking, so that the event loop is free for what the process does meanwhile. The process
 * exits after "finish", and when the orchestrator is gone.
 */
export function answerCommands(obey: (command: Command) => Promise<Replies[keyof Replies]>): void {
  const answer = async (line: string) => {
    const command = JSON.parse(line) as Command;
    try {
      send({ ok: await obey(command) });
    } catch (error) {
      send(replyToError(error));
    }
    if (command.do === "finish") process.exit(0);
  };
  const channel = new Socket({ fd: CHANNEL, readable: true, writable: false });
  let rest = "";
  channel.setEncoding("utf8");
  channel.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) void answer(line);
  });
  channel.on("end", () => process.exit(0));
  channel.on("error", () => process.exit(0));
}
