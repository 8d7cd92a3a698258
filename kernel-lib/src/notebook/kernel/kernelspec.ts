import { fileURLToPath } from "node:url";

/** How a kernel is started, as Jupyter's `kernel.json` says it. */
export interface Kernelspec {
  /** The command; `{connection_file}` stands for the path of the connection file. */
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "signal" | "message";
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The name under which notebooks ask for the kernel: stock tslab's, so that they also open where only that is installed. */
export const kernelName = "tslab";

/** The compiled launcher beside this file. */
export const launcherPath = fileURLToPath(new URL("./launcher.js", import.meta.url));

/** Our kernel's spec, with absolute paths; the Node that runs now and this package's launcher where not told otherwise. */
export function ownKernelspec({ node = process.execPath, launcher = launcherPath } = {}): Kernelspec {
  return {
    argv: [node, launcher, "--config-path", "{connection_file}"],
    display_name: "TypeScript (tslab, Covet)",
    language: "typescript",
    interrupt_mode: process.platform === "win32" ? "message" : "signal",
    env: {},
    metadata: { covet: { launcher: 1 } },
  };
}

/** True if the spec starts our launcher, which can do more than stock tslab: sockets of files, retry of a taken port. */
export function startsOurLauncher(spec: Kernelspec): boolean {
  return typeof spec.metadata.covet === "object" && spec.metadata.covet !== null;
}
