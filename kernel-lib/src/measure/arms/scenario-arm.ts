import { readFileSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { LabError } from "../../base/lab-error.js";
import type { Served } from "../../base/subject.js";
import type { ScenarioFile } from "../samples/scenario-file.js";
import { checkObservation } from "./check-observation.js";
import { idleMeter } from "./idle-meter.js";
import { importArm } from "./import-arm.js";
import type { Command, Replies, Reply } from "./protocol.js";
import { replyToError } from "./reply-to-error.js";

/**
 * The program that an arm in TypeScript or JavaScript plays a scenario in (see protocol.ts). It reads its commands without blocking, so that
 * the event loop is free for the server at work; it loads nothing else, so that the memory of a scenario is the arm's own.
 */
const CHANNEL = 3;

let served: Served | undefined;

function read(command: Extract<Command, { do: "observe" | "serve" }>) {
  const file = JSON.parse(readFileSync(command.data, "utf8")) as ScenarioFile;
  return { file, given: { case: file.case, setup: file.setup, services: command.services } };
}

async function observe(command: Extract<Command, { do: "observe" }>): Promise<Replies["observe"]> {
  const arm = await importArm(command);
  if (arm.observe === undefined) throw new LabError("unknown-arm", `arm "${command.arm}" has no observe`);
  const { file, given } = read(command);
  const observed = await arm.observe(given);
  return {
    figures: checkObservation(observed, { expected: file.expected, metrics: command.metrics, scenario: file.case }),
  };
}

async function serve(command: Extract<Command, { do: "serve" }>): Promise<Replies["serve"]> {
  const arm = await importArm(command);
  if (arm.serve === undefined) throw new LabError("unknown-arm", `arm "${command.arm}" has no serve`);
  served = await arm.serve(read(command).given);
  return { port: served.port };
}

function usage(): Replies["usage"] {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, rss: process.memoryUsage.rss() };
}

async function finish(): Promise<Replies["finish"]> {
  const last = served;
  served = undefined;
  await last?.close();
  return { ...idleMeter().use(), collections: { count: 0, milliseconds: 0 } };
}

async function obey(command: Command): Promise<Replies[keyof Replies]> {
  switch (command.do) {
    case "observe":
      return observe(command);
    case "serve":
      return serve(command);
    case "usage":
      return usage();
    case "finish":
      return finish();
    default:
      throw new LabError("not-here", `"${command.do}" is for the program that times bodies`);
  }
}

/** The orchestrator waits for it in its own event loop, so writing may block for a moment and never for long. */
function send(reply: Reply): void {
  const line = Buffer.from(`${JSON.stringify(reply)}\n`);
  for (let sent = 0; sent < line.length; )
    try {
      sent += writeSync(CHANNEL, line, sent);
    } catch (error) {
      // The channel is non-blocking here, and full.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
}

async function answer(line: string): Promise<void> {
  const command = JSON.parse(line) as Command;
  try {
    send({ ok: await obey(command) });
  } catch (error) {
    send(replyToError(error));
  }
  if (command.do === "finish") process.exit(0);
}

const channel = new Socket({ fd: CHANNEL, readable: true, writable: false });
let rest = "";
channel.setEncoding("utf8");
channel.on("data", (text: string) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) void answer(line);
});
// The orchestrator is gone.
channel.on("end", () => process.exit(0));
channel.on("error", () => process.exit(0));
