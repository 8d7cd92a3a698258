import { LabError } from "../../base/lab-error.js";
import { openLab } from "../../notebook/lab/open-lab.js";
import { type Command, readArguments } from "../command.js";
import { findProject } from "../project.js";

export const labCommand: Command = {
  summary: "open JupyterLab on the notebooks",
  help: `kernel-lib lab [<notebook>] [--port N] [--no-browser]

Opens notebooks/00-start-here.ipynb where no notebook is named. Ctrl-C ends JupyterLab and its kernels.`,
  async run(argv, context) {
    const options = { port: { type: "string" }, "no-browser": { type: "boolean" } } as const;
    const { values, positionals } = readArguments(argv, options, { min: 0, max: 1 });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
      throw new LabError("usage", `--port takes a number from 1 to 65535, not ${values.port}`);
    const project = findProject(context.cwd, context.env);
    const lab = await openLab({
      projectRoot: project.root,
      notebook: positionals[0] ?? "notebooks/00-start-here.ipynb",
      browser: values["no-browser"] !== true,
      signal: context.signal,
      ...(port === undefined ? {} : { port }),
    });
    await lab.ended;
    return 0;
  },
};
