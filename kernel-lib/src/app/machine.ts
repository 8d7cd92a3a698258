import { nativeStatus } from "../framework/native/load-native.js";
import { findPython } from "../measure/arms/find-python.js";
import { findPlacement } from "../measure/arms/pinning.js";
import { nodeFlags } from "../measure/arms/start-arm.js";
import { recordEnvironment } from "../measure/environment/record-environment.js";
import { Table } from "../report/tables/table.js";
import { findProject } from "./project.js";

/** What this machine is, as it is recorded with every measurement. */
export async function machine(): Promise<Table> {
  const { root } = findProject();
  const found = await recordEnvironment({
    python: findPython(root, undefined),
    pinned: findPlacement().cores.length > 0,
    flags: nodeFlags,
    folder: root,
    now: () => new Date(),
  });
  const native = nativeStatus();
  const rows: [string, string][] = [
    ["Processor", `${found.cpu}, ${found.cores} cores`],
    ["Memory", `${(found.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
    ["Operating system", found.os],
    ["Virtual machine", found.virtualMachine === null ? "not known" : found.virtualMachine ? "yes" : "no"],
    ["Node, V8", `${found.node}, ${found.v8}`],
    ["Python", found.python ?? "not found"],
    ["Native functions", native.state === "loaded" ? "loaded" : `${native.state}: ${native.reason}`],
    ["Processes bound to cores", found.pinned ? "yes" : "no: more noise, and a wider floor"],
    ["Smallest step of the clock", `${found.clockStep} ns`],
    [
      "Code",
      found.git === null
        ? "no git checkout"
        : `commit ${found.git.commit.slice(0, 12)}${found.git.dirty ? ", with uncommitted changes" : ""}`,
    ],
  ];
  return new Table({
    columns: ["Of this machine", "Found"],
    rows,
    caption: `Read ${found.recordedAt.slice(0, 19).replace("T", " ")} UTC.`,
    notes: [],
  });
}
