/** The kernel's entry: `node launcher.js --config-path <connection file> [--cache <folder>]`. Loads nothing before the cache is on. */
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { "config-path": { type: "string" }, cache: { type: "string" } } });
const file = values["config-path"];
if (file === undefined) {
  process.stderr.write(
    "usage: node launcher.js --config-path <connection file> [--cache <folder for compiled code>]\n",
  );
  process.exit(2);
}
const cacheDir = values.cache ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "covet", "compile");
enableCompileCache(cacheDir); // tells of a failure in its result; without a cache the kernel only starts 0.2 s later

const { startKernelProcess } = await import("./start-kernel-process.js");
await startKernelProcess(file, cacheDir);
