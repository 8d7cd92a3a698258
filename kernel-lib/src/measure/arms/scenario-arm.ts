import { readFileSync } from "node:fs";
import { LabError } from "../../base/lab-error.js";
import type { Served } from "../../base/subject.js";
import type { ScenarioFile } from "../samples/scenario-file.js";
import { answerCommands } from "./answer-commands.js";
import { checkObservation } from "./check-observation.js";
import { importArm } from "./import-arm.js";
import type { Command, Replies } from "./protocol.js";

/**
 * The program that an arm in TypeScript or JavaScript plays a scenario in (see protocol.ts). It reads its commands without blocking, so that
 * the event loop is free for the server at work; it loads nothing else, so that the memory of a scenario is the arm's own.
 */
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
  return {
    cpu: usage().cpu,
    involuntarySwitches: null,
    idleCpu: 0,
    collections: [],
    tier: null,
  };
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

answerCommands(obey);
