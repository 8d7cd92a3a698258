import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { LabError } from "../../base/lab-error.js";
import { ArmFailure, wrongAnswer } from "./arm-failure.js";
import type { Command, Replies, Reply } from "./protocol.js";

/** How long an arm may take for a command, milliseconds; then it hangs, and is killed. */
export interface TimeLimits {
  readonly prepare: number;
  readonly check: number;
  readonly work: number;
  /** Playing a scenario once, or starting its server. */
  readonly play: number;
}

export const defaultTimeLimits: TimeLimits = { prepare: 60_000, check: 60_000, work: 30_000, play: 120_000 };

/** Of what an arm prints, so much is kept. */
const KEPT = 4_000;

/**
 * One arm's process, seen from the orchestrator: sends a command, waits for its reply. Whoever starts one calls `kill` in `finally`.
 * Every failure is an ArmFailure that names the arm and the case at hand.
 */
export class ArmProcess {
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #arm: string;
  readonly #limits: TimeLimits;
  #case: string;
  #output = "";
  #errors = "";
  #characters = 0;
  #received = "";
  #ended: string | undefined;
  #waiting: { readonly done: (reply: Reply) => void; readonly failed: (error: Error) => void } | undefined;

  constructor(
    command: readonly [string, ...string[]],
    env: NodeJS.ProcessEnv,
    at: { readonly arm: string; readonly case: string },
    limits: TimeLimits,
  ) {
    this.#arm = at.arm;
    this.#case = at.case;
    this.#limits = limits;
    const [program, ...rest] = command;
    // In a process group of its own: Ctrl-C at a terminal is for the orchestrator, and an arm that died of it would look like a crash.
    const detached = process.platform !== "win32";
    this.#child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "pipe", "pipe"], detached });
    this.#channel = this.#child.stdio[3] as Duplex;
    this.#child.once("error", (error) => this.#end(`could not be started: ${error.message}`));
    // "close" comes after "exit", when all that it printed has arrived.
    this.#child.once("close", (code, signal) =>
      this.#end(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
    );
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

  /** Sends a command and waits for what it is answered with. @throws ArmFailure. */
  async request<Name extends Command["do"]>(command: Command & { readonly do: Name }): Promise<Replies[Name]> {
    const reply = await this.#ask(command);
    if ("ok" in reply) return reply.ok as Replies[Name];
    const at = { arm: this.#arm, case: this.#case };
    if ("wrong" in reply) throw wrongAnswer(at, reply.wrong);
    if ("cannotHold" in reply) throw new ArmFailure("arm-cannot-hold", at, reply.cannotHold);
    const { name, message, stack } = reply.failed;
    const missing =
      /^(ModuleNotFoundError|ImportError)$/.test(name) ||
      /ERR_MODULE_NOT_FOUND|Cannot find (package|module)/.test(`${message} ${stack}`);
    throw new ArmFailure(
      missing ? "arm-cannot-start" : "arm-fails",
      at,
      `arm "${at.arm}" at case "${at.case}" failed in ${command.do}: ${name}: ${message}`,
      { ...(missing ? { remedy: "see kernel-lib doctor" } : {}), data: { stack } },
    );
  }

  /** Ends the process at once, whatever it does. Does nothing where it has ended. */
  kill(): void {
    this.#child.kill("SIGKILL");
    this.#channel.destroy();
  }

  #ask(command: Command): Promise<Reply> {
    if (this.#waiting) throw new LabError("arm-busy", `arm "${this.#arm}" was told two things at once`);
    return new Promise((done, failed) => {
      if (this.#ended !== undefined) {
        failed(this.#crashed(this.#ended));
        return;
      }
      const limit = this.#limitOf(command);
      const timer = setTimeout(() => {
        this.#settle()?.failed(this.#hangs(command, limit));
        this.kill();
      }, limit);
      this.#waiting = {
        done: (reply) => {
          clearTimeout(timer);
          done(reply);
        },
        failed: (error) => {
          clearTimeout(timer);
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
    this.#received += text;
    const end = this.#received.indexOf("\n");
    if (end < 0) return;
    const line = this.#received.slice(0, end);
    this.#received = this.#received.slice(end + 1);
    const waiting = this.#settle();
    try {
      waiting?.done(JSON.parse(line) as Reply);
    } catch (error) {
      // The channel is the harness's own: whatever else writes there cannot be measured.
      this.kill();
      waiting?.failed(this.#speaksWrong(line, error));
    }
  }

  #end(how: string): void {
    this.#ended ??= how;
    this.#settle()?.failed(this.#crashed(this.#ended));
  }

  #speaksWrong(line: string, cause: unknown): ArmFailure {
    const at = { arm: this.#arm, case: this.#case };
    const words = `arm "${at.arm}" at case "${at.case}" wrote to the harness's channel, file descriptor 3: ${line.slice(0, 100)}`;
    return new ArmFailure("arm-fails", at, words, { data: { line, cause } });
  }

  #crashed(how: string): ArmFailure {
    const tail = this.#errors.trim().split("\n").slice(-5).join("\n");
    const kind = how.startsWith("could not be started") ? "arm-cannot-start" : "arm-crashes";
    const words = `arm "${this.#arm}" at case "${this.#case}": its process ${how}${tail === "" ? "" : `; it last wrote: ${tail}`}`;
    return new ArmFailure(kind, { arm: this.#arm, case: this.#case }, words, {
      data: { how, stderr: this.#errors },
      ...(kind === "arm-cannot-start" ? { remedy: "see kernel-lib doctor" } : {}),
    });
  }

  #hangs(command: Command, limit: number): ArmFailure {
    return new ArmFailure(
      "arm-hangs",
      { arm: this.#arm, case: this.#case },
      `arm "${this.#arm}" at case "${this.#case}" did not finish ${command.do} within ${limit / 1000} s and was ended`,
      { data: { command: command.do, limit } },
    );
  }

  #keep(stream: Readable | null, keep: (text: string) => void): void {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      this.#characters += text.length;
      keep(text);
    });
  }
}
