import type { Command, CommandContext } from "./app/command.js";
import { LabError } from "./base/lab-error.js";

/** Every verb, loaded when it is asked for. */
const commands: Record<string, () => Promise<Command>> = {
  run: async () => (await import("./app/commands/run-command.js")).runCommand,
  bench: async () => (await import("./app/commands/bench-command.js")).benchCommand,
  calibrate: async () => (await import("./app/commands/calibrate-command.js")).calibrateCommand,
  claims: async () => (await import("./app/commands/claims-command.js")).claimsCommand,
  goals: async () => (await import("./app/commands/goals-command.js")).goalsCommand,
  profile: async () => (await import("./app/commands/profile-command.js")).profileCommand,
  report: async () => (await import("./app/commands/report-command.js")).reportCommand,
  export: async () => (await import("./app/commands/export-command.js")).exportCommand,
  new: async () => (await import("./app/commands/new-command.js")).newCommand,
  lab: async () => (await import("./app/commands/lab-command.js")).labCommand,
};

/**
 * The `kernel-lib` command.
 * @param argv the words after the command's name
 * @returns the exit code: 0 all happened, 1 something did not, 2 the words were off, 130 stopped by Ctrl-C
 */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const onSignal = () => stop.abort(new LabError("stopped", "stopped"));
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const context: CommandContext = {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    signal: stop.signal,
  };
  try {
    return await dispatch(argv, context);
  } catch (error) {
    if (stop.signal.aborted) {
      context.err("kernel-lib: stopped; what was complete is kept\n");
      return 130;
    }
    if (!(error instanceof LabError)) throw error;
    context.err(`kernel-lib ${argv[0] ?? ""}: ${error.message}\n`);
    if (error.code === "usage") context.err(`  npx kernel-lib ${argv[0] ?? ""} --help tells the words\n`);
    return error.code === "usage" ? 2 : error.code === "unknown-family" ? 2 : 1;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

async function dispatch(argv: readonly string[], context: CommandContext): Promise<number> {
  const [verb, ...rest] = argv;
  if (verb === undefined || verb === "--help" || verb === "help") {
    context.out(await overview());
    return verb === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (load === undefined)
    throw new LabError("usage", `no command "${verb}"; there are: doctor ${Object.keys(commands).join(" ")}`);
  const command = await load();
  if (rest.includes("--help")) {
    context.out(`${command.help.trim()}\n`);
    return 0;
  }
  return command.run(rest, context);
}

async function overview(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([verb, load]) => `  ${verb.padEnd(9)} ${(await load()).summary}`),
  );
  return `kernel-lib: measure, decide, say\n\n${lines.join("\n")}\n  doctor    what is on this machine, what is missing, and the remedy\n\nEach takes --help.\n`;
}
