import { LabError } from "../../base/lab-error.js";
import { startsOurLauncher } from "../kernel/kernelspec.js";
import { portTakenExit } from "../kernel/port-taken-exit.js";
import type { KernelInfo } from "../protocol/contents.js";
import type { Message } from "../protocol/message.js";
import { freePorts } from "./free-ports.js";
import { KernelClient } from "./kernel-client.js";
import { KernelProcess, type KernelProcessOptions } from "./kernel-process.js";

/** How to start a kernel. */
export interface StartKernelOptions extends Pick<KernelProcessOptions, "spec" | "cwd"> {
  /** The environment of the process; this process's own where absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** How client and kernel meet: files where both can (the default), or loopback ports. */
  readonly transport?: "ipc" | "tcp";
  /** Chooses five ports for `tcp`; taken ones are followed by another choice. */
  readonly ports?: () => Promise<readonly number[]>;
  readonly signal?: AbortSignal;
  /** The longest until the kernel must answer, in milliseconds; 60,000 where absent. */
  readonly startLimitMs?: number;
}

/** How often other ports are tried when one was taken. */
const maxTries = 5;
/** The time between two questions whether the kernel is there; the first answer ends them. (milliseconds) */
const askEvery = 100;
/** After a kernel has died: time for what it said before to arrive. (milliseconds) */
const drain = 100;
/** The time a kernel gets to leave by itself. (milliseconds) */
const leaveLimit = 2000;

/** A kernel that answers. Who started it ends it, with `shutdown` or `kill`, in a `finally`. */
export class RunningKernel {
  readonly info: KernelInfo;
  readonly #process: KernelProcess;
  readonly #client: KernelClient;

  private constructor(process: KernelProcess, client: KernelClient, info: KernelInfo) {
    this.#process = process;
    this.#client = client;
    this.info = info;
  }

  /**
   * Starts a kernel and waits until it answers on both channels.
   * @throws LabError `kernel-not-started` (with what it said) if it ends or does not answer in time; the reason of `signal` if that fires.
   */
  static async start(options: StartKernelOptions): Promise<RunningKernel> {
    const { spec, cwd, env = process.env, ports = () => freePorts(5), signal, startLimitMs = 60_000 } = options;
    const { transport = startsOurLauncher(spec) && process.platform !== "win32" ? "ipc" : "tcp" } = options;
    for (let tried = 1; ; tried++) {
      signal?.throwIfAborted();
      const started = await KernelProcess.start({ spec, cwd, env: { ...env, COVET_HEADLESS: "1" }, transport, ports });
      const client = new KernelClient(started.connection, (error) => process.emitWarning(String(error)));
      try {
        return new RunningKernel(started, client, await askInfo(client, started, startLimitMs, signal));
      } catch (error) {
        const taken = started.exit?.code === portTakenExit && started.connection.transport === "tcp";
        await client.close();
        await started.end();
        if (!taken || tried >= maxTries) throw error;
      }
    }
  }

  /** Fires when the process has ended. */
  get exited(): KernelProcess["exited"] {
    return this.#process.exited;
  }

  /**
   * Runs one cell; resolves when its reply and its `idle` have both come, whatever the reply's status.
   * @param onIopub hears of every iopub message of the cell, in order
   * @throws LabError `kernel-died` if the process ends before that.
   */
  async execute(
    code: string,
    { cellId, stopOnError, onIopub }: { cellId: string; stopOnError: boolean; onIopub: (message: Message) => void },
  ): Promise<Message> {
    const reply = Promise.withResolvers<Message>();
    const idle = Promise.withResolvers<void>();
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: stopOnError,
    };
    const pending = {
      onReply: reply.resolve,
      onIopub: (message: Message) => {
        onIopub(message);
        if (message.header.msg_type === "status" && message.content.execution_state === "idle") idle.resolve();
      },
    };
    const id = await this.#client.send("shell", "execute_request", content, pending, { cellId });
    try {
      const [answered] = await Promise.race([Promise.all([reply.promise, idle.promise]), this.#death()]);
      return answered;
    } finally {
      this.#client.forget(id);
    }
  }

  /** Interrupts the running cell. */
  interrupt(): void {
    this.#process.interrupt();
  }

  /** Asks the kernel to leave, and ends it and all below it if it does not. */
  async shutdown(): Promise<void> {
    await this.#end(async () => {
      await this.#client.send("control", "shutdown_request", { restart: false }, { onReply: () => {} });
      const limit = Promise.withResolvers<void>();
      const timer = setTimeout(limit.resolve, leaveLimit);
      await Promise.race([this.#process.exited, limit.promise]);
      clearTimeout(timer);
    });
  }

  /** Ends the kernel and all below it at once. */
  async kill(): Promise<void> {
    await this.#end(async () => {});
  }

  async #end(leave: () => Promise<void>): Promise<void> {
    try {
      await this.#process.end(leave);
    } finally {
      await this.#client.close();
    }
  }

  async #death(): Promise<never> {
    const { code, signal } = await this.#process.exited;
    await new Promise((resolve) => setTimeout(resolve, drain));
    const words = this.#process.lastWords;
    throw new LabError(
      "kernel-died",
      `the kernel died (${signal ?? `exit code ${code}`})${words && `; it said:\n${words}`}`,
      {
        data: { code, signal, lastWords: words },
      },
    );
  }
}

/** Asks who the kernel is until it has answered on shell and on iopub: a subscriber that came late has missed the first answer. */
async function askInfo(
  client: KernelClient,
  started: KernelProcess,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<KernelInfo> {
  const info = Promise.withResolvers<Message>();
  const heard = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<never>();
  const onAbort = (): void => failed.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const asked: string[] = [];
  const ask = async (): Promise<void> => {
    const pending = { onReply: info.resolve, onIopub: () => heard.resolve() };
    asked.push(await client.send("shell", "kernel_info_request", {}, pending));
  };
  const notStarted = (why: string): void => {
    const words = started.lastWords;
    failed.reject(
      new LabError("kernel-not-started", `the kernel ${why}${words && `; it said:\n${words}`}`, {
        remedy: "compile kernel-lib (npm run compile); `npx kernel-lib doctor` tells what else is missing",
      }),
    );
  };
  void started.exited.then(({ code, signal: by }) =>
    notStarted(`ended before it answered (${by ?? `exit code ${code}`})`),
  );
  const again = setInterval(() => ask().catch(failed.reject), askEvery);
  const limit = setTimeout(() => notStarted(`did not answer within ${limitMs / 1000} s`), limitMs);
  try {
    await Promise.race([ask(), failed.promise]);
    const [reply] = await Promise.race([Promise.all([info.promise, heard.promise]), failed.promise]);
    return reply.content as unknown as KernelInfo;
  } finally {
    clearInterval(again);
    clearTimeout(limit);
    signal?.removeEventListener("abort", onAbort);
    for (const id of asked) client.forget(id);
  }
}
