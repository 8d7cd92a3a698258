import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import { childEnvironment } from "./child-environment.js";
import { childScript } from "./child-script.js";
import { MARKER, markerPrefix } from "./marker.js";

/** The groups that this process started and that may live. */
const groups = new Set<number>();
/** The pipe to the guardian of this process; undefined before the first arm, and when the guardian is gone. */
let guardian: Writable | undefined;

/**
 * From now on this process group ends with this process, whatever ends that: a guardian (guardian.ts), one for each orchestrator, started with the first
 * group, sees to it. Does nothing on Windows, which knows no groups.
 */
export function guard(group: number): void {
  if (process.platform === "win32") return;
  groups.add(group);
  if (guardian) guardian.write(`+${group}\n`);
  else guardian = startGuardian();
}

/** The group is gone: its number may become another's. */
export function unguard(group: number): void {
  if (groups.delete(group)) guardian?.write(`-${group}\n`);
}

function startGuardian(): Writable {
  const env = { ...childEnvironment(), [MARKER]: undefined };
  // In a group of its own, so that Ctrl-C at a terminal, or the end of our group, is not its end too.
  const child = spawn(process.execPath, [childScript("arms/guardian"), markerPrefix()], {
    env,
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
  const pipe = child.stdin;
  const gone = () => {
    // The next group has a new one started, which is told of all groups.
    if (guardian === pipe) guardian = undefined;
  };
  child.once("error", gone);
  child.once("exit", gone);
  pipe.on("error", gone);
  // It waits for our end, and we do not wait for its.
  child.unref();
  (pipe as unknown as Socket).unref();
  for (const group of groups) pipe.write(`+${group}\n`);
  return pipe;
}
