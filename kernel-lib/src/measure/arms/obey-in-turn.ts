import { readSync, writeSync } from "node:fs";
import type { Command, Replies, Reply } from "./protocol.js";
import { replyToError } from "./reply-to-error.js";

const CHANNEL = 3;
// As they were before the arm's file was loaded: what it makes of them must not reach the protocol.
const { parse, stringify } = JSON;

/** The next line, or the end when the orchestrator is gone. */
function* lines(): Generator<string> {
  const chunk = Buffer.alloc(65_536);
  let rest = "";
  for (let size = readSync(CHANNEL, chunk); size > 0; size = readSync(CHANNEL, chunk)) {
    const parts = (rest + chunk.toString("utf8", 0, size)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

function send(reply: Reply): void {
  const line = Buffer.from(`${stringify(reply)}\n`);
  for (let sent = 0; sent < line.length; ) sent += writeSync(CHANNEL, line, sent);
}

/**
 * Obeys the orchestrator's commands (see protocol.ts) one after the other, and blocks in read() between them: no timer runs and nothing is done while it is
 * another's turn. The process exits after "finish", and when the orchestrator is gone.
 */
export async function obeyInTurn(
  obey: (command: Command) => Replies[keyof Replies] | Promise<Replies[keyof Replies]>,
  { wake, sleep }: { wake(): void; sleep(): void },
): Promise<never> {
  for (const line of lines()) {
    wake();
    const command = parse(line) as Command;
    let reply: Reply;
    try {
      reply = { ok: await obey(command) };
    } catch (error) {
      reply = replyToError(error);
    }
    send(reply);
    if (command.do === "finish") break;
    sleep();
  }
  process.exit(0);
}
