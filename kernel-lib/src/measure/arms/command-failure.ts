/**
 * How the program of a command arm failed. `name` is what the orchestrator is told: "CommandMissing" where it could not be started, else
 * "CommandFailed".
 */
export class CommandFailure extends Error {
  override readonly name: "CommandMissing" | "CommandFailed";

  constructor(name: "CommandMissing" | "CommandFailed", message: string) {
    super(message);
    this.name = name;
  }

  /** The failure that an error of `spawn` stands for. */
  static ofStart(program: string, error: NodeJS.ErrnoException): CommandFailure {
    const why = error.code === "ENOENT" ? "is not found" : `could not be started: ${error.message}`;
    return new CommandFailure("CommandMissing", `the program "${program}" ${why}`);
  }
}
