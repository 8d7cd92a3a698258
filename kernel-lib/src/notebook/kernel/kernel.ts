import type { MimeBundle } from "../../base/displayable.js";
import { type ErrorContent, type KernelInfo, readExecuteRequest } from "../protocol/contents.js";
import type { Message, MessageContent, RoutedMessage } from "../protocol/message.js";
import { newMessage, type Speaker } from "../protocol/new-message.js";
import type { CellEnd, CellExecutor } from "./cell-executor.js";
import { CellOutput } from "./cell-output.js";
import type { CurrentCell, RunningCell } from "./current-cell.js";
import type { KernelApi } from "./kernel-api.js";
import { RequestHistory } from "./request-history.js";
import { checkBundle } from "./to-bundle.js";

type Request = { readonly channel: "shell" | "control"; readonly routed: RoutedMessage };

/** What a kernel is made of; the executor may come later than the first message. */
export interface KernelParts {
  readonly speaker: Speaker;
  readonly info: KernelInfo;
  readonly executor: Promise<CellExecutor>;
  readonly current: CurrentCell;
  readonly send: (channel: "shell" | "control" | "iopub", routed: RoutedMessage) => void;
  readonly log: (text: string) => void;
  /** Called once, after the reply to `shutdown_request` was sent. */
  readonly shutdown: () => void;
}

/** Answers the protocol's requests: those of control at once, those of shell one at a time, in the order in which they came. */
export class Kernel {
  readonly #parts: KernelParts;
  readonly #history = new RequestHistory();
  readonly #queue: Request[] = [];
  #executor: CellExecutor | null = null;
  #draining = false;
  #count = 0;
  #running: RunningCell | null = null;

  constructor(parts: KernelParts) {
    this.#parts = parts;
  }

  /** Takes a message from a socket. */
  receive(channel: "shell" | "control", routed: RoutedMessage): void {
    const request = { channel, routed };
    if (channel === "control") {
      this.#handle(request).catch((error: unknown) => this.#parts.log(`kernel: ${String(error)}`));
      return;
    }
    this.#queue.push(request);
    if (!this.#draining) this.#drain().catch((error: unknown) => this.#parts.log(`kernel: ${String(error)}`));
  }

  /**
   * Stops the running cell: its AbortSignal fires, and it ends with an error. Returns false if none is running.
   * A loop in the part of a cell that runs before its first `await` is broken by SIGINT (node:vm does that); one after it, which
   * never yields, cannot be: nothing in this thread runs then, and only the end of the process ends it.
   */
  interrupt(): boolean {
    if (!this.#running) return false;
    this.#running.abort.abort(new Error("the cell was interrupted"));
    this.#executor?.interrupt();
    return true;
  }

  /** What libraries find in the process of a cell. */
  readonly api: KernelApi = {
    version: 1,
    display: (bundle: MimeBundle, { displayId, update = false, metadata = {} } = {}) => {
      const transient = displayId === undefined ? {} : { display_id: displayId };
      this.#cell().output.display({ data: checkBundle(bundle), metadata, transient }, update);
    },
    signal: () => this.#cell().abort.signal,
    cell: () => {
      const { executionCount, cellId } = this.#cell();
      return { executionCount, cellId };
    },
  };

  #cell(): RunningCell {
    const cell = this.#parts.current.get();
    if (!cell) throw new Error("no cell has run in this kernel yet");
    return cell;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#handle(next);
    } finally {
      this.#draining = false;
    }
  }

  async #handle(request: Request): Promise<void> {
    const { message } = request.routed;
    this.#publish(message, "status", { execution_state: "busy" });
    try {
      await this.#answer(request, message);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      const content: ErrorContent = { ename: "KernelError", evalue, traceback: [`KernelError: ${evalue}`] };
      this.#parts.log(`kernel: ${message.header.msg_type}: ${error instanceof Error ? error.stack : evalue}`);
      this.#reply(request, { status: "error", ...content });
    } finally {
      this.#publish(message, "status", { execution_state: "idle" });
    }
    if (message.header.msg_type === "shutdown_request") this.#parts.shutdown();
  }

  async #answer(request: Request, message: Message): Promise<void> {
    const { content, header } = message;
    switch (header.msg_type) {
      case "kernel_info_request":
        return this.#reply(request, { status: "ok", ...this.#parts.info });
      case "execute_request":
        return this.#execute(request, message);
      case "is_complete_request":
        return this.#reply(request, (await this.#ready()).editor.handleIsComplete({ code: text(content, "code") }));
      case "inspect_request":
        return this.#reply(request, (await this.#ready()).editor.handleInspect(cursor(content)));
      case "complete_request":
        return this.#reply(request, (await this.#ready()).editor.handleComplete(cursor(content)));
      case "history_request":
        return this.#reply(request, { status: "ok", ...this.#history.answer(content) });
      case "comm_info_request":
        return this.#reply(request, { status: "ok", comms: {} });
      case "comm_open":
        // Nothing here has the other end of a comm; the protocol's answer to that is to close it.
        return this.#publish(message, "comm_close", { comm_id: content.comm_id ?? null, data: {} });
      case "comm_msg":
      case "comm_close":
        return;
      case "interrupt_request":
        this.interrupt();
        return this.#reply(request, { status: "ok" });
      case "shutdown_request":
        this.interrupt();
        return this.#reply(request, { status: "ok", restart: content.restart === true });
      default:
        this.#parts.log(`kernel: a message of type "${header.msg_type}" is not known here and was left unanswered`);
    }
  }

  async #ready(): Promise<CellExecutor> {
    this.#executor ??= await this.#parts.executor;
    return this.#executor;
  }

  async #execute(request: Request, message: Message): Promise<void> {
    const { code, silent, store_history, stop_on_error } = readExecuteRequest(message.content);
    if (store_history) this.#history.add(++this.#count, code);
    const executionCount = this.#count;
    const output = new CellOutput((msgType, content) => {
      if (!silent) this.#publish(message, msgType, content);
    });
    const cell: RunningCell = {
      name: `cell-${executionCount}.ts`,
      executionCount,
      cellId: typeof message.metadata.cellId === "string" ? message.metadata.cellId : null,
      output,
      abort: new AbortController(),
    };
    if (!silent) this.#publish(message, "execute_input", { code, execution_count: executionCount });
    if (code.trim() === "") return this.#reply(request, okReply(executionCount));

    this.#running = cell; // from here on it can be interrupted, also while TypeScript is still loading
    let end: CellEnd;
    try {
      const executor = await this.#ready();
      end = await this.#parts.current.run(cell, () => executor.run(cell, code));
    } finally {
      this.#running = null;
    }
    if (end.ok) {
      if (end.result) output.result(executionCount, { data: end.result, metadata: {} });
      output.flush();
      return this.#reply(request, okReply(executionCount));
    }
    output.error(end.error);
    if (stop_on_error) await this.#abortQueued();
    this.#reply(request, { status: "error", execution_count: executionCount, ...end.error });
  }

  /** Answers the cells that were sent before the error was known with `aborted`. */
  async #abortQueued(): Promise<void> {
    // A cell that never yielded kept the sockets from being read: two turns bring in what waits there.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    const queued = this.#queue.splice(0);
    for (const request of queued) {
      if (request.routed.message.header.msg_type !== "execute_request") {
        this.#queue.push(request);
        continue;
      }
      this.#publish(request.routed.message, "status", { execution_state: "busy" });
      this.#reply(request, { status: "aborted", execution_count: this.#count });
      this.#publish(request.routed.message, "status", { execution_state: "idle" });
    }
  }

  #publish(parent: Message, msgType: string, content: MessageContent): void {
    const message = newMessage(this.#parts.speaker, msgType, content, parent.header);
    this.#parts.send("iopub", { identities: [Buffer.from(msgType)], message });
  }

  #reply({ channel, routed }: Request, content: MessageContent): void {
    const { header } = routed.message;
    const msgType = header.msg_type.replace(/_request$/, "_reply");
    const message = newMessage(this.#parts.speaker, msgType, content, header);
    this.#parts.send(channel, { identities: routed.identities, message });
  }
}

function okReply(executionCount: number): MessageContent {
  return { status: "ok", execution_count: executionCount, user_expressions: {}, payload: [] };
}

function text(content: MessageContent, key: string): string {
  const value = content[key];
  if (typeof value !== "string") throw new TypeError(`\`${key}\` is not a string`);
  return value;
}

function cursor(content: MessageContent): { code: string; cursor_pos: number } {
  const position = Number(content.cursor_pos);
  if (!Number.isInteger(position)) throw new TypeError("`cursor_pos` is not a whole number");
  return { code: text(content, "code"), cursor_pos: position };
}
