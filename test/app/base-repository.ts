import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const kernelLib = resolve(import.meta.dirname, "../../kernel-lib");

/** What a command came to. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A user's project under git: a workspace `counting` with the code that is timed, a family file that imports it by its name, kernel-lib as a
 * linked package. `work.js` counts its steps exactly, so that a commit can do so many percent more.
 */
export class BaseRepository {
  readonly folder: string;
  readonly #running = new Set<ChildProcess>();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    this.write("package.json", JSON.stringify({ name: "a-user", type: "module", workspaces: ["counting"] }));
    this.write("counting/package.json", JSON.stringify({ name: "counting", type: "module", exports: "./work.js" }));
    this.write(".gitignore", "node_modules/\nresults/\n");
    this.write("counting/work.js", work(0));
    this.write("steps.ts", family);
    mkdirSync(join(folder, "node_modules"));
    symlinkSync("../counting", join(folder, "node_modules/counting"), "junction");
    symlinkSync(kernelLib, join(folder, "node_modules/kernel-lib"), "junction");
    this.git("init", "--quiet", "--initial-branch", "main");
    this.git("config", "user.name", "A user");
    this.git("config", "user.email", "user@example.org");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.folder, encoding: "utf8" }).trim();
  }

  /** Commits everything. @returns the commit's id */
  commit(message: string): string {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** `kernel-lib …` in this project, in a process of its own; `lock` is the folder of its lock between measurements. */
  start(lock: string | null, ...args: string[]) {
    const child = spawn(process.execPath, [join(kernelLib, "setup/kernel-lib.mjs"), ...args], {
      cwd: this.folder,
      env: { ...process.env, ...(lock === null ? {} : { KERNEL_LIB_LOCK: lock }) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    this.#running.add(child);
    const ended = new Promise<Ended>((done, failed) =>
      child
        .once("close", (code) => {
          this.#running.delete(child);
          done({ code, stdout, stderr });
        })
        .once("error", failed),
    );
    return { child, ended };
  }

  /** Tells what still runs to stop, as Ctrl-C does. */
  stop(): void {
    for (const child of this.#running) child.kill("SIGINT");
  }

  run(lock: string | null, ...args: string[]): Promise<Ended> {
    return this.start(lock, ...args).ended;
  }
}

/** The code that is timed: so many percent more steps than `n`, the answer being the same. */
export const work = (percentMore: number): string => `
export function work(n) {
  const steps = n + (n / 100) * ${percentMore};
  let x = n;
  for (let step = 0; step < steps; step++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  return x === 77777777 ? -1 : n;
}
`;

const family = `import { defineFamily } from "kernel-lib";
import { work } from "counting";

const inputs = [1000, 2000, 3000, 4000];
const arm = (name: string, note: string) => ({
  name,
  note,
  language: "typescript" as const,
  prepare: () => ({ run: (n: number) => work(n), answer: (n: number) => work(n) }),
});
export default defineFamily({
  name: "steps",
  title: "Counting steps",
  operation: "call",
  arms: [arm("steps", "as committed"), arm("other", "a peer")],
  cases: [
    { name: "thousands", title: "Some thousand steps", kind: "cpu", load: () => ({ setup: null, inputs, expected: inputs }) },
    { name: "more", title: "As many again", kind: "cpu", load: () => ({ setup: null, inputs, expected: inputs }) },
  ],
  fold: (answer) => answer as number,
  ratios: [{ case: "thousands", arm: "steps", against: "other", headline: true }],
});
`;
