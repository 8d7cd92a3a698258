import { spawn } from "node:child_process";
import { checksums } from "./checksums.js";
import { decodeAnswer, encodeInput } from "./command-codec.js";
import { CommandFailure } from "./command-failure.js";
import { type CommandCase, type CommandWork, folder } from "./command-work.js";

/** Calls in one piece of a stretch: their inputs lie ready as one buffer. */
const MOST = 16_384;
/** A program that ended may have left its output to another that still runs; so long is waited for that, milliseconds. */
const LAST_WORDS = 500;

const LINE_END = 0x0a;

/**
 * Starts a program that answers line by line. Inside the clock: one write of the inputs of a piece, which the program reads as it can, and reading what
 * it writes until as many lines have come, counted and kept as they are. Both go through this process's event loop, which writes the rest
 * whenever the pipe takes more, so that neither side waits for the other for ever. Parsing, folding and comparing come after the
 * clock. The program shares the core with this process, whose part is in the time: with `cat` a call by itself takes 13 µs, one of a hundred that go
 * together 0.17 µs, one of 16,384 0.02 to 0.1 µs (2 vCPUs, one core); counting lines is 17 ns of that.
 */
export async function startLineWork(given: CommandCase): Promise<CommandWork> {
  const { run, file } = given;
  const [program, ...rest] = run.command;
  const lines = file.inputs.map((input) => encodeInput(run, input));
  const walk = Buffer.concat(lines);
  const ends = [0];
  for (const line of lines) ends.push((ends.at(-1) ?? 0) + line.length);
  const foldOf = folder(given);
  const pipe = openPipe(program, rest, run.cwd);
  await pipe.started;
  if (file.setup !== null) pipe.write(Buffer.from(`${JSON.stringify(file.setup)}\n`));
  let ready: Buffer = Buffer.alloc(0);
  let at = 0;
  return {
    pid: pipe.pid,
    stop: pipe.stop,
    async answer(input) {
      await pipe.ask(encodeInput(run, input), 1);
      return decodeAnswer(run, pipe.take().join(""));
    },
    loop: {
      async: true,
      most: MOST,
      fill(from, calls) {
        at = from % lines.length;
        ready = stretchOf(walk, ends, at, calls);
      },
      async run(_from, calls) {
        if (calls > 0) await pipe.ask(ready, calls);
        return 0;
      },
      sumAfter() {
        let sum = 0;
        for (const [place, text] of pipe.take().entries()) sum = (sum + foldOf(at + place, text)) | 0;
        return sum;
      },
      input: (place) => file.inputs[place] ?? null,
      expected: checksums(file.folds),
    },
  };
}

/** The bytes of `calls` inputs from the one at `place` on, walking round all of them. */
function stretchOf(walk: Buffer, ends: readonly number[], place: number, calls: number): Buffer {
  const count = ends.length - 1;
  const parts: Buffer[] = [];
  for (let at = place, left = calls; left > 0; at = 0) {
    const taken = Math.min(left, count - at);
    parts.push(walk.subarray(ends[at], ends[at + taken]));
    left -= taken;
  }
  return Buffer.concat(parts);
}

/** The two ends of a program: what it is asked, and the lines that it wrote. */
interface LinePipe {
  readonly pid: number | null;
  /** @throws CommandFailure where there is no such program. */
  readonly started: Promise<void>;
  /** Writes what is not answered. */
  write(bytes: Buffer): void;
  /** Writes, and waits for so many lines. @throws CommandFailure */
  ask(bytes: Buffer, lines: number): Promise<void>;
  /** The lines that came, and forgets them. @throws CommandFailure where there are more than were asked for. */
  take(): readonly string[];
  stop(): void;
}

function openPipe(program: string, rest: readonly string[], cwd: string): LinePipe {
  const child = spawn(program, rest, { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const { stdin, stdout } = child;
  let chunks: Buffer[] = [];
  let seen = 0;
  let wanted = 0;
  let waiting: { readonly done: () => void; readonly failed: (error: Error) => void } | undefined;
  let failure: CommandFailure | undefined;
  const fail = (error: CommandFailure) => {
    failure ??= error;
    waiting?.failed(failure);
    waiting = undefined;
  };
  const ended = (how: string) =>
    fail(new CommandFailure("CommandFailed", `its program ${how} after ${seen} of ${wanted} answers`));
  const started = new Promise<void>((done, failed) => {
    child.once("spawn", done);
    child.once("error", (error) => {
      fail(CommandFailure.ofStart(program, error));
      failed(failure);
    });
  });
  child.once("exit", (code, signal) => {
    const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
    // "close" comes when all of its output is here.
    const timer = setTimeout(() => ended(how), LAST_WORDS);
    child.once("close", () => {
      clearTimeout(timer);
      ended(how);
    });
  });
  // A program that died breaks the pipe; its exit tells how it died.
  stdin.on("error", () => {});
  stdout.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) seen++;
    if (waiting && seen >= wanted) {
      waiting.done();
      waiting = undefined;
    }
  });
  return {
    pid: child.pid ?? null,
    started,
    write: (bytes) => void stdin.write(bytes),
    stop: () => void child.kill("SIGKILL"),
    ask(bytes, lines) {
      return new Promise((done, failed) => {
        if (failure) return failed(failure);
        if (chunks.length > 0) return failed(unasked(Buffer.concat(chunks).toString()));
        seen = 0;
        wanted = lines;
        waiting = { done, failed };
        stdin.write(bytes);
      });
    },
    take() {
      const text = Buffer.concat(chunks).toString("utf8");
      chunks = [];
      const lines = text.split("\n");
      const rest = lines.pop() ?? "";
      if (lines.length > wanted || rest !== "") throw unasked(lines.slice(wanted).concat(rest).join("\n"));
      wanted = 0;
      return lines;
    },
  };
}

const unasked = (text: string) =>
  new CommandFailure(
    "CommandFailed",
    `its program wrote ${JSON.stringify(text.slice(0, 200))}, which no input asked for`,
  );
