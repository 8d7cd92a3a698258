/** The kernel's entry: `node launcher.js --config-path <connection file>`. Loads nothing before the compile cache is on. */
import { enableCompileCache } from "node:module";
import { parseArgs } from "node:util";
import { compileCacheDir } from "./compile-cache-dir.js";

const { values } = parseArgs({ options: { "config-path": { type: "string" } } });
const file = values["config-path"];
if (file === undefined) {
  process.stderr.write("usage: node launcher.js --config-path <connection file>\n");
  process.exit(2);
}
const cacheDir = compileCacheDir();
enableCompileCache(cacheDir); // tells of a failure in its result; without a cache the kernel only starts 0.2 s later

const { startKernelProcess } = await import("./start-kernel-process.js");
await startKernelProcess(file, cacheDir);
