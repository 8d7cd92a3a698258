import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { LabError } from "../../base/lab-error.js";
import type { ScriptArm } from "../../base/subject.js";
import type { Subject } from "../guards/probes/inspect-body.js";
import { watchProcess } from "../guards/probes/watch-process.js";
import type { CaseFile } from "../samples/case-file.js";
import { checkAnswers } from "./check-answers.js";
import { idleMeter } from "./idle-meter.js";
import { importArm } from "./import-arm.js";
import { inTurns } from "./in-turns.js";
import { litter } from "./litter.js";
import { obeyInTurn } from "./obey-in-turn.js";
import type { Command, Replies, TurnCollections } from "./protocol.js";
import { readTier } from "./read-tier.js";
import { sourceRun } from "./source-run.js";
import { stretch } from "./stretch.js";
import { timedLoop } from "./timed-loop.js";
import { waitMeter } from "./wait-meter.js";
import { warmUp } from "./warm-up.js";
import { type Windows, watchCollections } from "./watch-collections.js";

/**
 * The program that an arm in TypeScript or JavaScript runs in: one arm in one process, told what to do over file descriptor 3 (see
 * protocol.ts). It blocks in read() between commands and has no timers, so that it is still while it is another's turn.
 */
// As it was before the arm's file was loaded.
const { parse } = JSON;

let prepared: Subject | undefined;
let instances = 1;
let calls = 0;
/** When the clock ran in the turns since the last collection: the lead-in and the counted part of each. */
let turns: Windows[] = [];
const collections = watchCollections();
const idle = idleMeter();
const watch = watchProcess();
const meter = waitMeter();

function current(): Subject {
  if (!prepared) throw new LabError("not-prepared", "the arm was told to work before it was told what on");
  return prepared;
}

async function prepare(command: Extract<Command, { do: "prepare" }>): Promise<Replies["prepare"]> {
  await dispose();
  const file = readCase(command.data);
  const body = await makeBody(command, await importArm(command), file);
  const instance = `?${++instances}` as const;
  const again = async () => makeBody(command, await importArm(command, instance), readCase(command.data));
  prepared = { body, run: body.run, file, loop: timedLoop(body, file), data: command.data, again };
  calls = 0;
  return {};
}

const readCase = (path: string): CaseFile => parse(readFileSync(path, "utf8")) as CaseFile;

async function makeBody({ arm: name, services }: Extract<Command, { do: "prepare" }>, arm: ScriptArm, file: CaseFile) {
  if (arm.prepare === undefined) throw new LabError("unknown-arm", `arm "${name}" has no prepare`);
  return arm.prepare({ case: file.case, setup: file.setup, services });
}

async function dispose(): Promise<void> {
  const last = prepared;
  prepared = undefined;
  await last?.body.dispose?.();
}

async function collect(bytes: number): Promise<Replies["collect"]> {
  if (!globalThis.gc) throw new LabError("no-gc", "the arm's process was started without --expose-gc");
  const seen = await counted();
  globalThis.gc();
  litter(bytes);
  return { collections: seen };
}

/** The collections inside each turn since the last call. */
function counted(): Promise<readonly TurnCollections[]> {
  const past = turns;
  turns = [];
  return inTurns(collections, past);
}

/**
 * Never turns the event loop where the body is synchronous: V8 posts a small collection as a task once the young generation is 80 % full, and
 * between turns the task would run outside the clock. (Seen: an arm that allocates 5 MB a turn had no collection in any counted part.)
 */
async function turn(command: Extract<Command, { do: "turn" }>): Promise<Replies["turn"]> {
  const { loop } = current();
  const leadIn = await stretch(loop, calls, command.leadIn);
  calls += command.leadIn;
  const part = await stretch(loop, calls, command.calls, meter);
  calls += command.calls;
  turns.push(leadIn.windows, part.windows);
  if (loop.async) await setImmediate();
  return { leadIn: leadIn.nanoseconds, counted: part.nanoseconds, waited: part.waited };
}

/**
 * Goes through everything that a turn does beside the arm's own code, before that code is optimised. The reason was seen: Node's record of a
 * collection is an object `{ kind: <number>, … }`; the first one, in the first turn, changed the representation of `kind` for every
 * object of that shape, and a router whose results begin with `kind: "found"` lost its optimised code (second turn 2.6x slower).
 */
async function rehearse(): Promise<void> {
  for (let time = 0; time < 2; time++) {
    await collect(0);
    await turn({ do: "turn", leadIn: 1, calls: 1 });
  }
  await counted();
}

/** Loaded when it is asked for: with what it needs of Node it takes 25 of the 115 ms in which the program starts. */
async function inspect(command: Extract<Command, { do: "inspect" }>): Promise<Replies["inspect"]> {
  const { inspectBody } = await import("../guards/probes/inspect-body.js");
  return inspectBody(current(), watch, command);
}

async function finish(): Promise<Replies["finish"]> {
  const seen = await counted();
  const tier = prepared === undefined ? null : readTier(prepared.loop.run);
  await dispose();
  return { ...idle.use(), collections: seen, tier };
}

function obey(command: Command): Replies[keyof Replies] | Promise<Replies[keyof Replies]> {
  switch (command.do) {
    case "prepare":
      return prepare(command);
    case "check":
      return checkAnswers(current().body, current().loop, current().file).then(() => ({}));
    case "warm-up":
      return rehearse()
        .then(() => warmUp(current().loop, command))
        .then((warm) => ({ ...warm, tier: readTier(current().loop.run) }));
    case "turn":
      idle.start();
      return turn(command);
    case "collect":
      return collect(command.litter);
    case "inspect":
      return inspect(command);
    case "source":
      return sourceRun(current().loop, collections, command);
    case "finish":
      return finish();
    default:
      throw new LabError("not-here", `"${command.do}" is for the program that plays scenarios`);
  }
}

void obeyInTurn(obey, idle);
