import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { LabError } from "../../base/lab-error.js";
import type { ConverterAnswer, ConverterRequest, ConverterWorkerData } from "./converter-worker.js";
import type { MappedConverter, MappedConvertResult } from "./mapped-converter.js";
import type { Diagnostic } from "./tslab.js";

/** The longest a conversion may take; TypeScript needs under a second for the heaviest cell known. */
const limitMs = 60_000;

/** tslab's converter in a thread of its own, called synchronously, as tslab's executor wants it. */
export class ConverterThread {
  /** Settles when the thread can convert; before that a call waits for it, blocking. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #flags = new Int32Array(new SharedArrayBuffer(8));

  constructor(options: Omit<ConverterWorkerData, "port" | "flags"> & { readonly log: (text: string) => void }) {
    const { log, ...given } = options;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: ConverterWorkerData = { port: port2, flags: this.#flags, ...given };
    const worker = new Worker(new URL("./converter-worker.js", import.meta.url), {
      workerData,
      transferList: [port2],
      stdout: true,
      stderr: true,
      execArgv: [],
    });
    this.#worker = worker;
    for (const stream of [worker.stdout, worker.stderr]) stream.on("data", (data) => log(String(data)));
    this.ready = new Promise((resolve, reject) => {
      worker.once("message", () => resolve());
      worker.once("error", (cause) => reject(broken("failed", cause)));
      worker.once("exit", (code) => reject(broken(`ended with code ${code}`)));
    });
    this.ready.catch(() => {}); // reported by the first cell that awaits it
    worker.unref();
  }

  /** The converter for one kind of cell. Its calls throw LabError `converter-broken` if the thread has died or hangs. */
  converter(target: "node" | "browser"): MappedConverter {
    const call = (method: ConverterRequest["method"], ...args: unknown[]) => this.#call({ target, method, args });
    return {
      convert: (prevDecl, src) => call("convert", prevDecl, src) as MappedConvertResult,
      inspect: (prevDecl, src, position) => call("inspect", prevDecl, src, position),
      complete: (prevDecl, src, position) => call("complete", prevDecl, src, position),
      addModule: (name, src, meta) => call("addModule", name, src, meta) as readonly Diagnostic[],
      close: () => {},
    };
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #call(request: ConverterRequest): unknown {
    const until = performance.now() + limitMs;
    this.#port.postMessage(request);
    while (performance.now() < until) {
      const seen = Atomics.load(this.#flags, 0);
      const received = receiveMessageOnPort(this.#port);
      if (received) {
        const answer: ConverterAnswer = received.message;
        if ("error" in answer) throw answer.error;
        return answer.value;
      }
      if (Atomics.load(this.#flags, 1) === 1) throw broken("has ended");
      Atomics.wait(this.#flags, 0, seen, 1000);
    }
    throw broken(`gave no answer within ${limitMs / 1000} s`);
  }
}

function broken(how: string, cause?: unknown): LabError {
  return new LabError("converter-broken", `the kernel's TypeScript thread ${how}`, {
    remedy: "restart the kernel; if it happens again, run `npm ci` to restore the installed packages",
    ...(cause === undefined ? {} : { cause }),
  });
}
