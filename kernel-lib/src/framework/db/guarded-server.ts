import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { Account, Unavailable } from "./server-account.js";

/**
 * Waits for standard input to end, which it does when the process that holds the other side ends in whatever way, or for the server to end;
 * then shuts it down by its signal and removes the folder. A signal to itself does the same: a trapped one ends `wait`, so it waits again.
 */
const guardian = `
folder=$1; signal=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( cat <&3 >/dev/null; kill -$signal $server 2>/dev/null ) &
watcher=$!
exec 3<&-
trap 'kill -$signal $server 2>/dev/null' TERM INT HUP
wait $server; code=$?
while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
kill $watcher 2>/dev/null
rm -rf "$folder"
exit $code
`;

/** Only the end of what a server says is of use, and it talks for as long as it runs. */
const mostLog = 16_384;

export interface ServerProgram {
  /** Its own, which goes with it. */
  readonly folder: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly account: Account | null;
  /** What shuts it down at once and in order. */
  readonly signal: "INT" | "TERM";
  /** What it says on standard error once it takes connections, its version as the first group. */
  readonly ready: RegExp;
}

/** A server whose life is tied to this process's; it does not keep this process alive. */
export class GuardedServer {
  /** As the server says it. */
  readonly version: string;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(version: string, folder: string, child: ChildProcess) {
    this.version = version;
    this.#folder = folder;
    this.#child = child;
  }

  /** Starts it, and waits until it takes connections. @throws what `unavailable` makes, with what the server said, where it ends instead */
  static async start(program: ServerProgram, unavailable: Unavailable): Promise<GuardedServer> {
    const { folder, command, env, account, signal, ready } = program;
    // Detached: Ctrl-C goes to a terminal's whole group of processes, and this one is to end after its clients.
    const child = spawn("/bin/sh", ["-c", guardian, "sh", folder, signal, ...command], {
      ...{ cwd: "/", env, stdio: ["pipe", "ignore", "pipe"], detached: true, ...account },
    });
    let log = "";
    const version = await new Promise<string>((resolve, reject) => {
      const fail = (cause?: unknown) =>
        reject(
          unavailable(
            `the server ended at once: ${log.trim() || String(cause)}`,
            "Look at what the server says above.",
            { cause, log },
          ),
        );
      child.once("error", fail);
      child.once("close", () => fail());
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        log = `${log}${text}`.slice(-mostLog);
        const started = ready.exec(log);
        if (started?.[1] !== undefined) resolve(started[1]);
      });
    });
    child.unref();
    (child.stdin as { unref?(): void }).unref?.();
    (child.stderr as { unref?(): void }).unref?.();
    return new GuardedServer(version, folder, child);
  }

  /** Ends it and removes its folder. Idempotent. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.ref();
      const ended = once(this.#child, "exit");
      this.#child.stdin?.destroy();
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
