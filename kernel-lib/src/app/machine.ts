import type { Table } from "../report/tables/table.js";

/** What this machine is, as it is recorded with every measurement. */
export async function machine(): Promise<Table> {
  const { nativeStatus } = await import("../framework/native/load-native.js");
  const { findPython } = await import("../measure/arms/find-python.js");
  const { findPlacement } = await import("../measure/arms/pinning.js");
  const { nodeFlags } = await import("../measure/arms/start-arm.js");
  const { recordEnvironment } = await import("../measure/environment/record-environment.js");
  const { findProject } = await import("./project.js");
  const { Table } = await import("../report/tables/table.js");
  const { root } = findProject();
  const found = await recordEnvironment({
    python: findPython(root, undefined),
    placement: findPlacement().kind,
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
