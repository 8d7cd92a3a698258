import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../../base/lab-error.js";
import { ArmFailure, wrongAnswer } from "./arm-failure.js";
import { guard, unguard } from "./guard.js";
import { MARKER } from "./marker.js";
import { defaultMemoryLimit, megabytes, memoryOf, NAMED_GROWTH } from "./memory-watch.js";
import { parseReply } from "./parse-reply.js";
import { breaksProtocol, crashed, failedIn, hangs, takesMemory } from "./process-failures.js";
import type { Command, Replies, Reply } from "./protocol.js";
import { endGroup, endMarked, markedProcesses, namesOf } from "./strays.js";

/** How long an arm may take for a command, milliseconds; then it hangs, and is killed. */
export interface TimeLimits {
  readonly prepare: number;
  readonly check: number;
  readonly work: number;
  /** Playing a scenario once, or starting its server. */
  readonly play: number;
  /** What an arm's processes may take together, bytes; half of the machine's memory where absent. */
  readonly memory?: number;
}

export const defaultTimeLimits: TimeLimits = { prepare: 60_000, check: 60_000, work: 30_000, play: 120_000 };

/** What a process is given beside its command. */
export interface ArmOptions {
  /** Told of what is wrong with the arm beside its answers, in a sentence that names it. */
  readonly onFinding?: (text: string) => void;
  /** What helps an arm of this sort that does not answer. */
  readonly hangRemedy?: string;
}

/** Of what an arm prints, so much is kept. */
const KEPT = 4_000;
/** No reply is as long: the longest, of the source lane, holds some ten thousand numbers. Characters. */
const LONGEST_REPLY = 16 * 1024 * 1024;
/** So long is waited for what an ended process printed, for its end after "finish", and for its end once its channel is closed. Milliseconds. */
const PATIENCE = 1_000;
/** So long may what an arm started take to end after it. Milliseconds. */
const GRACE = 100;
/** How often memory is looked at while an arm works on one command. Milliseconds. */
const LOOK = 1_000;

/**
 * One arm's process, seen from the orchestrator: sends a command, waits for its reply. Whoever starts one calls `kill` in `finally`.
 * Every failure is an ArmFailure that names the arm and the case at hand. It is the leader of a process group, which ends when this process does.
 */
export class ArmProcess {
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #arm: string;
  readonly #limits: TimeLimits;
  readonly #options: ArmOptions;
  readonly #marker: string;
  readonly #exited: Promise<unknown>;
  /** It ended, and all that it wrote is here. */
  readonly #closed: Promise<unknown>;
  #case: string;
  #output = "";
  #errors = "";
  #characters = 0;
  #received = "";
  #failure: ArmFailure | undefined;
  #waiting: { readonly done: (reply: Reply) => void; readonly failed: (error: Error) => void } | undefined;
  /** Memory after the first collection of a round; null before. */
  #memory: number | null = null;
  /** True once nothing of it is left. */
  #over = false;

  constructor(
    command: readonly [string, ...string[]],
    env: NodeJS.ProcessEnv,
    at: { readonly arm: string; readonly case: string },
    limits: TimeLimits,
    options: ArmOptions = {},
  ) {
    this.#arm = at.arm;
    this.#case = at.case;
    this.#limits = limits;
    this.#options = options;
    this.#marker = env[MARKER] ?? "";
    const [program, ...rest] = command;
    // In a process group of its own: Ctrl-C at a terminal is for the orchestrator, and an arm that died of it would look like a crash.
    const detached = process.platform !== "win32";
    this.#child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "pipe", "pipe"], detached });
    if (this.#child.pid !== undefined) guard(this.#child.pid);
    this.#channel = this.#child.stdio[3] as Duplex;
    this.#closed = new Promise((done) => this.#child.once("close", done));
    this.#exited = this.#watchEnd();
    this.#keep(this.#child.stdout, (text) => {
      this.#output = (this.#output + text).slice(-KEPT);
    });
    this.#keep(this.#child.stderr, (text) => {
      this.#errors = (this.#errors + text).slice(-KEPT);
    });
    this.#channel.setEncoding("utf8");
    this.#channel.on("data", (text: string) => this.#receive(text));
    // A child that died breaks the channel; "close" tells how it died.
    this.#channel.on("error", () => {});
    this.#channel.once("end", () => void this.#channelEnded());
  }

  /** What the arm printed so far, the last 4,000 characters of each stream. */
  get printed(): string {
    return [this.#output, this.#errors].filter((text) => text.trim() !== "").join("\n");
  }

  /** How much the arm printed so far, both streams, in characters. */
  get printedCharacters(): number {
    return this.#characters;
  }

  /** The process's id; null where it could not be started. */
  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** The case that the next commands are about: failures name it. */
  set case(name: string) {
    this.#case = name;
  }

  /**
   * Sends a command and waits for what it is answered with; after "finish" the process is gone, and what it left behind is told and ended.
   * @throws ArmFailure.
   */
  async request<Name extends Command["do"]>(command: Command & { readonly do: Name }): Promise<Replies[Name]> {
    if (command.do === "finish") this.#tellGrowth();
    const reply = await this.#ask(command);
    if ("ok" in reply) {
      if (command.do === "collect") this.#noteMemory();
      if (command.do === "finish") await this.#leave();
      return reply.ok as Replies[Name];
    }
    if ("wrong" in reply) throw wrongAnswer(this.#at, reply.wrong);
    if ("cannotHold" in reply) throw new ArmFailure("arm-cannot-hold", this.#at, reply.cannotHold);
    // What a program wrote before its driver replied is in the pipe.
    await setImmediate();
    throw failedIn(this.#at, command.do, reply.failed, this.#errors);
  }

  /** Ends the process and all that it started, whatever it does. Does nothing where nothing is left. */
  kill(): void {
    if (this.#over) return;
    this.#end();
    this.#channel.destroy();
  }

  get #at() {
    return { arm: this.#arm, case: this.#case };
  }

  #ask(command: Command): Promise<Reply> {
    if (this.#waiting) throw new LabError("arm-busy", `arm "${this.#arm}" was told two things at once`);
    return new Promise((done, failed) => {
      if (this.#failure !== undefined) {
        failed(this.#failure);
        return;
      }
      const limit = this.#limitOf(command);
      const timer = setTimeout(() => {
        this.#fail(hangs(this.#at, command.do, limit, this.#options.hangRemedy));
        this.kill();
      }, limit);
      const look = setInterval(() => this.#checkMemory(), LOOK);
      const settled = () => {
        clearTimeout(timer);
        clearInterval(look);
      };
      this.#waiting = {
        done: (reply) => {
          settled();
          done(reply);
        },
        failed: (error) => {
          settled();
          failed(error);
        },
      };
      this.#channel.write(`${JSON.stringify(command)}\n`);
    });
  }

  #settle() {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  /** The first failure counts: what follows from it is none. */
  #fail(failure: ArmFailure): void {
    this.#failure ??= failure;
    this.#settle()?.failed(this.#failure);
  }

  #limitOf(command: Command): number {
    switch (command.do) {
      case "fire":
        return this.#limits.work + 1000 * command.seconds + command.timeOut;
      case "observe":
      case "serve":
        return this.#limits.play;
      case "prepare":
        return this.#limits.prepare;
      case "check":
        return this.#limits.check;
      case "warm-up":
        return this.#limits.work + command.atMost;
      case "source":
        return this.#limits.work + 2 * command.cap;
      default:
        return this.#limits.work;
    }
  }

  #receive(text: string): void {
    const end = text.indexOf("\n");
    this.#received += text;
    if (end < 0 && this.#received.length < LONGEST_REPLY) return;
    // One command, one reply: more of them, or one that nothing asked for, cannot be told from the right one.
    const reply = end === text.length - 1 ? parseReply(this.#received) : undefined;
    this.#received = "";
    if (reply !== undefined && this.#waiting) {
      this.#settle()?.done(reply);
      return;
    }
    this.#fail(breaksProtocol(this.#at, "wrote what is no reply on"));
    this.kill();
  }

  /** Watches the process's end; the promise is kept when it has ended. */
  #watchEnd(): Promise<unknown> {
    const ended = (how: string) => this.#fail(crashed(this.#at, how, this.#errors));
    this.#child.once("error", (error) => ended(`could not be started: ${error.message}`));
    return new Promise((done) => {
      this.#child.once("close", done);
      this.#child.once("error", done);
      this.#child.once("exit", (code, signal) => {
        done(undefined);
        const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
        // "close" comes when all that it printed has arrived: late, where something that it started keeps its stdout.
        const timer = setTimeout(() => ended(how), PATIENCE);
        this.#child.once("close", () => {
          clearTimeout(timer);
          ended(how);
        });
      });
    });
  }

  /** The arm closed its channel, or ended: in that case its end tells more. */
  async #channelEnded(): Promise<void> {
    if (await within(PATIENCE, this.#exited)) return;
    this.#fail(breaksProtocol(this.#at, "closed"));
    this.kill();
  }

  /**
   * After "finish": waits for the end, then tells what is left, and ends it.
   * @throws ArmFailure where another reply came after the last: one of them was none, and all since belong to the command before.
   */
  async #leave(): Promise<void> {
    if (!(await within(PATIENCE, this.#exited))) this.#tell("did not end when it was told to, and was ended");
    else if (this.#left().length > 0) {
      await sleep(GRACE);
      const left = this.#left();
      if (left.length > 0) this.#tell(`left ${namesOf(left)} behind, ended now`);
    }
    this.#end();
    await within(PATIENCE, this.#closed);
    this.#channel.destroy();
    if (this.#failure?.code === "arm-breaks-protocol") throw this.#failure;
  }

  #end(): void {
    this.#over = true;
    const { pid } = this.#child;
    if (pid === undefined) return;
    this.#child.kill("SIGKILL");
    endGroup(pid);
    endMarked((marker) => marker === this.#marker);
    unguard(pid);
  }

  #left() {
    return markedProcesses((marker) => marker === this.#marker);
  }

  #tell(what: string): void {
    this.#options.onFinding?.(`arm "${this.#arm}" at case "${this.#case}" ${what}`);
  }

  #noteMemory(): void {
    this.#memory ??= this.#checkMemory();
  }

  #tellGrowth(): void {
    const now = this.#checkMemory();
    if (this.#memory !== null && now !== null && now - this.#memory > NAMED_GROWTH)
      this.#tell(`grew from ${megabytes(this.#memory)} to ${megabytes(now)} of memory while it was timed`);
  }

  /** The memory of all its processes; ends them where it is too much. */
  #checkMemory(): number | null {
    const { pid } = this.#child;
    const memory = pid === undefined || this.#over ? null : memoryOf(pid);
    const limit = this.#limits.memory ?? defaultMemoryLimit();
    if (memory !== null && memory > limit) {
      this.#fail(takesMemory(this.#at, megabytes(memory), megabytes(limit)));
      this.kill();
    }
    return memory;
  }

  #keep(stream: Readable | null, keep: (text: string) => void): void {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      this.#characters += text.length;
      keep(text);
    });
  }
}

/** True if it comes within so many milliseconds. */
async function within(milliseconds: number, coming: Promise<unknown>): Promise<boolean> {
  const stop = new AbortController();
  const late = sleep(milliseconds, false, { signal: stop.signal }).catch(() => false);
  const came = await Promise.race([coming.then(() => true), late]);
  stop.abort();
  return came;
}
