import autocannon from "autocannon";
import { LabError } from "../../base/lab-error.js";
import { answerCommands } from "./answer-commands.js";
import { LoadConnection } from "./load-connection.js";
import { LoadRun } from "./load-run.js";
import type { Command, Replies } from "./protocol.js";

/**
 * The program that sends a load, in a process of its own on another core than the server's: autocannon's connections and parser, our schedule (see
 * load-run.ts and load-connection.ts for why). Told what to do as an arm is (protocol.ts).
 */
let run: LoadRun | undefined;

/** autocannon wants an end; the process has its own. Seconds. */
const FOREVER = 86_400;

function aim(command: Extract<Command, { do: "aim" }>): Promise<Replies["aim"]> {
  const load = new LoadRun(command.bodies);
  run = load;
  const { paths, timeOut, connections, port } = command;
  autocannon(
    {
      url: `http://127.0.0.1:${port}`,
      connections,
      duration: FOREVER,
      timeout: timeOut / 1000,
      requests: paths.map((path) => ({ method: "GET", path })),
      setupClient: (client) => load.add(new LoadConnection(client, load, paths.length, timeOut)),
    },
    (error) => {
      throw error ?? new LabError("load-ended", "autocannon ended by itself");
    },
  );
  return Promise.resolve({});
}

async function obey(command: Command): Promise<Replies[keyof Replies]> {
  switch (command.do) {
    case "aim":
      return aim(command);
    case "fire":
      if (!run) throw new LabError("not-prepared", "the generator was told to fire before it was told at what");
      return run.fire(command.rate, command.seconds, command.timeOut);
    default:
      throw new LabError("not-here", `"${command.do}" is for arms`);
  }
}

answerCommands(obey);
