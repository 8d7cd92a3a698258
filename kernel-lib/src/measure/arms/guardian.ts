import { readSync } from "node:fs";
import { endAllOf, endGroup } from "./strays.js";

/**
 * The program that outlives the orchestrator, whatever ends that: it blocks in read() until the pipe from the orchestrator closes, then ends the process
 * groups that it was told of ("+4711" and not yet "-4711", one a line) and, where there is /proc, all that carries the orchestrator's marker
 * (its prefix is the argument). The kernel does as much by `setpriv --pdeathsig`, but only where that is there, and not for what arms start.
 */
const groups = new Set<number>();

function note(line: string): void {
  const group = Number(line.slice(1));
  if (line.startsWith("+")) groups.add(group);
  else groups.delete(group);
}

const chunk = Buffer.alloc(65_536);
let rest = "";
for (let size = readSync(0, chunk); size > 0; size = readSync(0, chunk)) {
  const lines = (rest + chunk.toString("latin1", 0, size)).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) note(line);
}
for (const group of groups) endGroup(group);
const [, , prefix = ""] = process.argv;
if (prefix !== "") endAllOf(prefix);
