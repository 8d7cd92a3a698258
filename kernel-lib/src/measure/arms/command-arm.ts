import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { LabError } from "../../base/lab-error.js";
import type { Body, Family } from "../../base/subject.js";
import { commandRun } from "../plan/planned-command.js";
import type { CaseFile } from "../samples/case-file.js";
import { checkAnswers } from "./check-answers.js";
import type { CommandWork } from "./command-work.js";
import { cpuOf, cpuOfEndedChildren } from "./group-cpu.js";
import { idleMeter } from "./idle-meter.js";
import { inTurns } from "./in-turns.js";
import { startLineWork } from "./line-work.js";
import { obeyInTurn } from "./obey-in-turn.js";
import { membersOf, processEntry, readIfThere } from "./process-group.js";
import { processWork } from "./process-work.js";
import type { Command, Replies } from "./protocol.js";
import { sourceRun } from "./source-run.js";
import { stretch } from "./stretch.js";
import { warmUp } from "./warm-up.js";
import { type Windows, watchCollections } from "./watch-collections.js";

/**
 * The program that drives a command arm: one program of the user's, fed and read by this process on the same core, in the same process group
 * (so that it ends with it). What is inside the clock is said in line-work.ts and process-work.ts. The collections that it tells are this
 * process's own, since they are in the time; what the program does inside is not seen. Its CPU time counts as the arm's.
 */
interface Prepared {
  readonly work: CommandWork;
  readonly body: Body;
  readonly file: CaseFile;
}

let prepared: Prepared | undefined;
let calls = 0;
let turns: Windows[] = [];
/** The program's processes, where it lives between calls. */
let programs: readonly number[] = [];
const collections = watchCollections();
const idle = idleMeter(() => programs.reduce((sum, pid) => sum + cpuOf(pid), cpuOfEndedChildren()));

function current(): Prepared {
  if (!prepared) throw new LabError("not-prepared", "the arm was told to work before it was told what on");
  return prepared;
}

async function prepare(command: Extract<Command, { do: "prepare" }>): Promise<Replies["prepare"]> {
  dispose();
  const { default: family } = (await import(pathToFileURL(command.family).href)) as { default: Family };
  const arm = family.arms.find(({ name }) => name === command.arm);
  if (arm?.language !== "command")
    throw new LabError("unknown-arm", `${command.family} has no command arm "${command.arm}"`);
  const file = JSON.parse(readFileSync(command.data, "utf8")) as CaseFile;
  process.env.KERNEL_LIB_CASE = file.case;
  for (const [name, url] of Object.entries(command.services)) process.env[`KERNEL_LIB_${name.toUpperCase()}`] = url;
  const given = { run: commandRun(command.family, arm), file, fold: family.fold };
  const work = given.run.each === "line" ? await startLineWork(given) : processWork(given);
  const answer = (input: never) => work.answer(input);
  const body = { answer, run: async (input: never) => family.fold(await work.answer(input)) };
  prepared = { work, body, file };
  calls = 0;
  return {};
}

function dispose(): void {
  prepared?.work.stop();
  prepared = undefined;
  programs = [];
}

async function check(): Promise<Replies["check"]> {
  const { body, work, file } = current();
  await checkAnswers(body, { ...work.loop, async: true }, file);
  return {};
}

/** Brings the program to the core that this process was moved to, and notes its processes: a shell may have started others. */
function follow(): void {
  if (process.platform !== "linux" || current().work.pid === null) return;
  programs = membersOf(process.pid).flatMap(({ pid }) => (pid === process.pid ? [] : [pid]));
  const mine = coresOf(process.pid);
  for (const pid of programs) if (coresOf(pid) !== mine) bind(pid, mine);
}

function bind(pid: number, cores: string): void {
  try {
    execFileSync("taskset", ["-a", "-c", "-p", cores, String(pid)], { stdio: "ignore" });
  } catch (error) {
    // A short one of a shell's may have ended; whatever else lives must be where the others are.
    if (processEntry(pid)?.zombie === false) throw error;
  }
}

const coresOf = (pid: number): string =>
  /^Cpus_allowed_list:\s*(.*)$/m.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? "";

async function counted(): Promise<Replies["collect"]> {
  const past = turns;
  turns = [];
  return { collections: await inTurns(collections, past) };
}

async function collect(): Promise<Replies["collect"]> {
  if (!globalThis.gc) throw new LabError("no-gc", "the arm's process was started without --expose-gc");
  const seen = await counted();
  globalThis.gc();
  return seen;
}

async function turn(command: Extract<Command, { do: "turn" }>): Promise<Replies["turn"]> {
  const { loop } = current().work;
  const leadIn = await stretch(loop, calls, command.leadIn);
  calls += command.leadIn;
  const part = await stretch(loop, calls, command.calls);
  calls += command.calls;
  turns.push(leadIn.windows, part.windows);
  // What the program writes beyond its answers is seen here, and fails the next turn.
  await setImmediate();
  // What the program waits for is not in this process's account.
  return { leadIn: leadIn.nanoseconds, counted: part.nanoseconds, waited: null };
}

/** The guards cannot look into a program: what they are told is how this process runs, and so the program; each turn's checksum holds for it too. */
const inspect = (): Replies["inspect"] => ({
  times: null,
  copies: null,
  visits: null,
  drains: [],
  memory: null,
  changedInputs: [],
  changedBody: false,
  replaced: [],
  helpers: { threads: 0, processes: 0 },
  runtime: { priority: String(getPriority()), directory: process.cwd() },
});

async function finish(): Promise<Replies["finish"]> {
  const { collections: seen } = await counted();
  const use = idle.use();
  dispose();
  return { ...use, collections: seen, tier: null };
}

function obey(command: Command): Replies[keyof Replies] | Promise<Replies[keyof Replies]> {
  switch (command.do) {
    case "prepare":
      return prepare(command);
    case "check":
      return check();
    case "warm-up":
      follow();
      return warmUp(current().work.loop, command).then((done) => ({ ...done, tier: null }));
    case "turn":
      idle.start();
      return turn(command);
    case "collect":
      return collect();
    case "inspect":
      return inspect();
    case "source":
      follow();
      return sourceRun(current().work.loop, collections, command);
    case "finish":
      return finish();
    default:
      throw new LabError("not-here", `"${command.do}" is not for a command arm`);
  }
}

void obeyInTurn(obey, idle);
