import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { LabError } from "../../base/lab-error.js";
import type { CommandArm } from "../../base/subject.js";
import { childEnvironment } from "../arms/child-environment.js";
import { findProgram } from "../arms/find-program.js";
import type { PlannedArm } from "./plan.js";

/** How long a program may take to say its version, milliseconds. */
const PATIENCE = 10_000;

/** What a command arm runs, with what it leaves unsaid filled in. */
export function commandRun(familyFile: string, arm: CommandArm): NonNullable<PlannedArm["run"]> {
  const { command, each = "line", input = "json", output = "json", cwd = "." } = arm;
  return { command, each, input, output, cwd: resolve(dirname(familyFile), cwd) };
}

/**
 * A command arm as it is planned, with the version that its program says. Where there is no such program the version stays away: the arm itself
 * will say that it cannot start.
 * @throws LabError "family-invalid" where `cwd` is no folder, or the command for the version fails.
 */
export function plannedCommand(familyFile: string, arm: CommandArm): Pick<PlannedArm, "run" | "version"> {
  const run = commandRun(familyFile, arm);
  const { cwd } = run;
  const invalid = (message: string) =>
    new LabError("family-invalid", `${familyFile}: arm "${arm.name}" ${message}`, {
      data: { file: familyFile, arm: arm.name },
    });
  if (!existsSync(cwd) || !statSync(cwd).isDirectory()) throw invalid(`runs in ${cwd}, which is no folder`);
  if (arm.version === undefined) return { run };
  const [program, ...rest] = arm.version;
  const said = spawnSync(program, rest, { cwd, env: childEnvironment(), timeout: PATIENCE, encoding: "utf8" });
  if ((said.error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return { run };
  if (said.status !== 0) {
    const how = said.error?.message ?? `exited with code ${said.status}`;
    throw invalid(`asks for its version by "${arm.version.join(" ")}", which failed: ${how}`);
  }
  // `java -version` writes on stderr.
  const version = (said.stdout.trim() || said.stderr.trim()).split("\n")[0]?.trim() ?? "";
  return version === "" ? { run } : { run, version };
}

/** SHA-256 of the program, and of each file that it is given by name: with another one the plan is another. */
export function hashesOf({ command, cwd }: NonNullable<PlannedArm["run"]>): Readonly<Record<string, string>> {
  const [program, ...rest] = command;
  const files = rest.map((each) => [each, resolve(cwd, each)] as const).filter(([, file]) => isFile(file));
  const found = findProgram(program, cwd);
  return Object.fromEntries([
    ...(found === undefined ? [] : [[`program ${program}`, hashOf(found)]]),
    ...files.map(([each, file]) => [`argument ${each}`, hashOf(file)]),
  ]);
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

const hashOf = (file: string): string =>
  createHash("sha256")
    .update(readFileSync(realpathSync(file)))
    .digest("hex");
