/**
 * The thread that holds tslab's converter. TypeScript takes 0.8 s to read its declarations; in a thread of its own it holds up
 * neither the sockets nor the cells, and its garbage is not collected in the heap where cells run and time things.
 */
import { enableCompileCache } from "node:module";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { loadMappedConverter, type MappedConverter } from "./mapped-converter.js";

/** What the thread is started with. */
export interface ConverterWorkerData {
  readonly port: MessagePort;
  /** [0] counts answers (waited on by the caller), [1] is 1 once this thread has ended. */
  readonly flags: Int32Array;
  readonly cacheDir: string | null;
  /** The process whose end ends the kernel, or null. */
  readonly parentPid: number | null;
  /** True if no editor will ask for documentation. */
  readonly headless: boolean;
}

export interface ConverterRequest {
  readonly target: "node" | "browser";
  readonly method: "convert" | "inspect" | "complete" | "addModule";
  readonly args: readonly unknown[];
}

export type ConverterAnswer = { readonly value: unknown } | { readonly error: unknown };

const { port, flags, cacheDir, parentPid, headless } = workerData as ConverterWorkerData;
process.on("exit", () => {
  Atomics.store(flags, 1, 1);
  Atomics.notify(flags, 0);
});
if (parentPid !== null) watchParent(parentPid);
if (cacheDir !== null) enableCompileCache(cacheDir);

const createConverter = loadMappedConverter(headless);
const converters: { node: MappedConverter; browser?: MappedConverter } = {
  node: createConverter({ isJS: false, isBrowser: false }),
};

port.on("message", (request: ConverterRequest) => {
  port.postMessage(answer(request));
  Atomics.add(flags, 0, 1);
  Atomics.notify(flags, 0);
});
parentPort?.postMessage("ready");
// Three conversions while the first cell is on its way: it then takes 15 ms instead of 50.
for (const src of ["let warm = 1", "warm + 1", "const up: number = warm"])
  setImmediate(() => converters.node.convert("", src === "warm + 1" ? `let warm = 1;${src}` : src));

function answer({ target, method, args }: ConverterRequest): ConverterAnswer {
  try {
    if (target === "browser") converters.browser ??= createConverter({ isJS: false, isBrowser: true });
    const converter = (target === "browser" ? converters.browser : undefined) ?? converters.node;
    const value = (converter[method] as (...given: readonly unknown[]) => unknown)(...args);
    // Completions and hovers hold nodes of the syntax tree under some keys; only what JSON can say may leave this thread.
    return { value: method === "convert" ? value : plain(value) };
  } catch (error) {
    return { error };
  }
}

function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(JSON.stringify(value, (key, part) => (key === "original" || key === "symbol" ? undefined : part)));
}

/** Ends the kernel when the process that started it is gone; from this thread, because a cell may hold the other one. */
function watchParent(pid: number): void {
  const timer = setInterval(() => {
    if (process.ppid === pid) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 2000);
  }, 1000);
}
