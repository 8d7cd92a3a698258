import { readFileSync } from "node:fs";
import { readConnection } from "../protocol/connection.js";
import { newSpeaker } from "../protocol/new-message.js";
import { captureStreams } from "./capture-streams.js";
import { CellExecutor } from "./cell-executor.js";
import { ConverterThread } from "./converter-thread.js";
import { CurrentCell } from "./current-cell.js";
import { Kernel } from "./kernel.js";
import { kernelSymbol } from "./kernel-api.js";
import { kernelInfo } from "./kernel-info.js";
import { bindSockets, type KernelSockets } from "./kernel-sockets.js";
import { portTakenExit } from "./port-taken-exit.js";
import { SourceLines } from "./source-lines.js";
import { loadTslab } from "./tslab.js";

/** How long a running cell gets to clean up after its AbortSignal, when the kernel is told to go. (milliseconds) */
const grace = 300;

/**
 * Makes this process a kernel: binds the sockets first, so that `kernel_info` is answered at once, while a thread makes the
 * converter. Returns when the sockets are bound; the process lives until shutdown, SIGTERM or the end of its parent.
 * @throws LabError `bad-connection-file`; ends the process with code 98 if a port is taken.
 */
export async function startKernelProcess(connectionFile: string, cacheDir: string): Promise<void> {
  const connection = readConnection(readFileSync(connectionFile, "utf8"), connectionFile);
  const current = new CurrentCell();
  const log = captureStreams(current);
  const lines = new SourceLines();
  // Jupyter's clients set JPY_PARENT_PID; a kernel started by hand outlives its shell.
  const parentPid = process.env.JPY_PARENT_PID ? process.ppid : null;
  const headless = process.env.COVET_HEADLESS === "1";
  // What a cell starts shall not see them: a measured process has the same environment from a cell as from a command.
  delete process.env.JPY_PARENT_PID;
  delete process.env.COVET_HEADLESS;
  const thread = new ConverterThread({ cacheDir, parentPid, headless, log });

  let sockets: KernelSockets | undefined;
  const leave = (code: number): void => {
    const busy = kernel.interrupt();
    setTimeout(
      () => {
        sockets?.close();
        process.exit(code);
      },
      busy ? grace : 0,
    );
  };
  const bound = Promise.withResolvers<void>();
  const executor = bound.promise.then(async () => {
    const made = new CellExecutor(process.cwd(), thread, lines);
    // What `import … from "tslab"` displays through.
    loadTslab("jupyter").lastWriteDisplayData = (content, update) => current.get()?.output.display(content, update);
    await thread.ready;
    return made;
  });
  executor.catch(() => {}); // told by the first cell
  const kernel = new Kernel({
    speaker: newSpeaker("kernel"),
    info: kernelInfo(),
    executor,
    current,
    send: (channel, routed) => sockets?.send(channel, routed),
    log,
    shutdown: () => leave(0),
  });
  process.on("SIGINT", () => kernel.interrupt());
  process.on("SIGTERM", () => leave(143));
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (error: unknown) => console.error("%s, the kernel goes on:", event, error));
  (globalThis as { [kernelSymbol]?: unknown })[kernelSymbol] = kernel.api;
  lines.install();

  try {
    sockets = await bindSockets(connection, (channel, routed) => kernel.receive(channel, routed), log);
    setImmediate(() => bound.resolve()); // whoever waits for the sockets comes before 70 ms of loading
  } catch (error) {
    log(`kernel: its sockets cannot be bound: ${String(error)}`);
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    process.exit(taken ? portTakenExit : 1);
  }
}
