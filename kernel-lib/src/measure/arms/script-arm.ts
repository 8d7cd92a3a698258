import { readFileSync, readSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { LabError } from "../../base/lab-error.js";
import type { Body, Family } from "../../base/subject.js";
import type { CaseFile } from "../samples/case-file.js";
import { checkAnswers, Wrong } from "./check-answers.js";
import { idleMeter } from "./idle-meter.js";
import type { Command, Replies, Reply } from "./protocol.js";
import { sourceRun } from "./source-run.js";
import { stretch } from "./stretch.js";
import { type TimedLoop, timedLoop } from "./timed-loop.js";
import { warmUp } from "./warm-up.js";
import { watchCollections } from "./watch-collections.js";

/**
 * The program that an arm in TypeScript or JavaScript runs in: one arm in one process, told what to do over file descriptor 3 (see
 * protocol.ts). It blocks in read() between commands and has no timers, so that it is still while it is another's turn.
 */
const CHANNEL = 3;

interface Prepared {
  readonly body: Body;
  readonly file: CaseFile;
  readonly loop: TimedLoop;
}

let prepared: Prepared | undefined;
let calls = 0;
const collections = watchCollections();
const idle = idleMeter();

function current(): Prepared {
  if (!prepared) throw new LabError("not-prepared", "the arm was told to work before it was told what on");
  return prepared;
}

async function prepare(command: Extract<Command, { do: "prepare" }>): Promise<Replies["prepare"]> {
  await dispose();
  const { default: family } = (await import(pathToFileURL(command.family).href)) as { default: Family };
  const arm = family.arms.find(({ name }) => name === command.arm);
  if (arm?.language !== "typescript")
    throw new LabError("unknown-arm", `${command.family} has no arm "${command.arm}" in TypeScript`);
  const file = JSON.parse(readFileSync(command.data, "utf8")) as CaseFile;
  const body = await arm.prepare({ case: file.case, setup: file.setup });
  prepared = { body, file, loop: timedLoop(body, file) };
  calls = 0;
  return {};
}

async function dispose(): Promise<void> {
  const last = prepared;
  prepared = undefined;
  await last?.body.dispose?.();
}

function collect(): Record<never, never> {
  if (!globalThis.gc) throw new LabError("no-gc", "the arm's process was started without --expose-gc");
  globalThis.gc();
  return {};
}

async function turn(command: Extract<Command, { do: "turn" }>): Promise<Replies["turn"]> {
  const { loop } = current();
  const leadIn = await stretch(loop, calls, command.leadIn);
  calls += command.leadIn;
  const counted = await stretch(loop, calls, command.calls);
  calls += command.calls;
  return {
    leadIn: leadIn.nanoseconds,
    counted: counted.nanoseconds,
    collections: await collections.in(counted.windows),
  };
}

/**
 * Goes through everything that a turn does beside the arm's own code, before that code is optimised. The reason was seen: Node's record of a
 * collection is an object `{ kind: <number>, … }`; the first one, in the first turn, changed the representation of `kind` for every
 * object of that shape, and a router whose results begin with `kind: "found"` lost its optimised code (second turn 2.6x slower).
 */
async function rehearse(): Promise<void> {
  for (let time = 0; time < 2; time++) {
    collect();
    await turn({ do: "turn", leadIn: 1, calls: 1 });
  }
}

function obey(command: Command): Replies[keyof Replies] | Promise<Replies[keyof Replies]> {
  switch (command.do) {
    case "prepare":
      return prepare(command);
    case "check":
      return checkAnswers(current().body, current().loop, current().file).then(() => ({}));
    case "warm-up":
      return rehearse().then(() => warmUp(current().loop, command));
    case "turn":
      idle.start();
      return turn(command);
    case "collect":
      return collect();
    case "source":
      return sourceRun(current().loop, collections, command);
    case "finish":
      return dispose().then(() => idle.use());
  }
}

function replyTo(error: unknown): Reply {
  if (error instanceof Wrong) return { wrong: error.answer };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return name === "CannotHold" ? { cannotHold: message } : { failed: { name, message, stack: stack ?? "" } };
}

/** The next line, or undefined when the orchestrator is gone. */
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
  const line = Buffer.from(`${JSON.stringify(reply)}\n`);
  for (let sent = 0; sent < line.length; ) sent += writeSync(CHANNEL, line, sent);
}

async function serve(): Promise<void> {
  for (const line of lines()) {
    idle.wake();
    const command = JSON.parse(line) as Command;
    let reply: Reply;
    try {
      reply = { ok: await obey(command) };
    } catch (error) {
      reply = replyTo(error);
    }
    send(reply);
    if (command.do === "finish") break;
    idle.sleep();
  }
  process.exit(0);
}

void serve();
