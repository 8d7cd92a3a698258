import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { type Command, readArguments } from "../command.js";
import { newNotebook } from "../new-notebook.js";
import { findProject } from "../project.js";

export const newCommand: Command = {
  summary: "write a notebook and a family file of your own that run at once",
  help: `kernel-lib new <name>

Writes notebooks/<name>.ipynb and notebooks/subjects/<name>.ts. Then:
  npx kernel-lib bench <name>      measures it
  npm run lab                      opens JupyterLab, where the notebook is`,
  async run(argv, context) {
    const { positionals } = readArguments(argv, {}, { min: 1, max: 1 });
    const project = findProject(context.cwd, context.env);
    const notebooks = existsSync(project.notebooks) ? project.notebooks : join(context.cwd, "notebooks");
    const [name] = positionals;
    if (name === undefined) throw new LabError("usage", "the name is missing");
    const written = newNotebook(name, notebooks);
    for (const file of [written.notebook, written.family]) context.out(`${relative(context.cwd, file)}\n`);
    context.err(`measure it with: npx kernel-lib bench ${name}\n`);
    return 0;
  },
};
