import { spawnSync } from "node:child_process";
import type { Json } from "../../base/json.js";
import { CannotHold } from "../../base/subject.js";
import { checksums } from "./checksums.js";
import { decodeAnswer, encodeInput } from "./command-codec.js";
import { CommandFailure } from "./command-failure.js";
import { type CommandCase, type CommandWork, folder } from "./command-work.js";

/** Calls in one piece of a stretch: their outputs are kept until the clock stands. */
const MOST = 256;
/** A program may write so much for one input, bytes. */
const LONGEST = 64 * 1024 * 1024;

/**
 * A program that is started anew for each call. Inside the clock: starting it, writing the input, reading all that it writes, and its end (`spawnSync`, which
 * writes and reads as either side can); its exit code is looked at, its output kept. Parsing, folding and comparing come after the clock.
 * Starting a process from Node is in the time: 1.6 ms at least with `true` (2 vCPUs); give the family such a program as control.
 * @throws CannotHold where the case has a setup.
 */
export function processWork(given: CommandCase): CommandWork {
  const { run, file } = given;
  if (file.setup !== null) throw new CannotHold("its program is started for each call, and the case has a setup");
  const [program, ...rest] = run.command;
  const inputs = file.inputs.map((input) => encodeInput(run, input));
  const foldOf = folder(given);
  let outputs: { readonly text: Buffer; readonly errors: Buffer }[] = [];
  let at = 0;
  const call = (input: Buffer) => {
    const { error, status, signal, stdout, stderr } = spawnSync(program, rest, {
      cwd: run.cwd,
      input,
      maxBuffer: LONGEST,
    });
    // A program need not read all of its input: EPIPE then says nothing of how it ended.
    if (error !== undefined && !(status === 0 && codeOf(error) === "EPIPE")) throw failureOf(program, error);
    if (status !== 0) {
      process.stderr.write(stderr);
      const how = signal === null ? `exited with code ${status}` : `was ended by ${signal}`;
      throw new CommandFailure("CommandFailed", `its program ${how}`);
    }
    return { text: stdout, errors: stderr };
  };
  return {
    pid: null,
    stop: () => {},
    async answer(input: Json) {
      const { text, errors } = call(encodeInput(run, input));
      process.stderr.write(errors);
      return decodeAnswer(run, text.toString("utf8"));
    },
    loop: {
      async: false,
      most: MOST,
      fill: () => {},
      run(from, calls) {
        at = from % inputs.length;
        for (let n = 0, place = at; n < calls; n++) {
          outputs.push(call(inputs[place] ?? Buffer.alloc(0)));
          if (++place === inputs.length) place = 0;
        }
        return 0;
      },
      sumAfter() {
        let sum = 0;
        for (const [place, { text, errors }] of outputs.entries()) {
          if (errors.length > 0) process.stderr.write(errors);
          sum = (sum + foldOf(at + place, text.toString("utf8"))) | 0;
        }
        outputs = [];
        return sum;
      },
      input: (place) => file.inputs[place] ?? null,
      expected: checksums(file.folds),
    },
  };
}

const codeOf = (error: NodeJS.ErrnoException): string | undefined => error.code;

function failureOf(program: string, error: NodeJS.ErrnoException): CommandFailure {
  if (codeOf(error) === "ENOBUFS")
    return new CommandFailure("CommandFailed", `its program wrote more than ${LONGEST} bytes for one input`);
  return CommandFailure.ofStart(program, error);
}
