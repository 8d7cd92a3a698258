import { basename, resolve } from "node:path";
import { exportNotebookFile } from "../../report/export/export-notebook-file.js";
import { type Command, readArguments } from "../command.js";
import { exportNotebook } from "../export-notebook.js";
import { findProject } from "../project.js";
import { terminalProgress } from "../terminal-progress.js";

export const exportCommand: Command = {
  summary: "one notebook as one HTML page, which needs no network",
  help: `kernel-lib export <notebook.ipynb> [--to <page.html>] [--no-execute] [--profile …]

A notebook without outputs is executed first (into results/, the file itself stays as it is); one with outputs is exported as it is.
--to          where the page is written; results/<name>.html where nothing is said
--no-execute  export what is there, and nothing else`,
  async run(argv, context) {
    const options = { to: { type: "string" }, "no-execute": { type: "boolean" }, profile: { type: "string" } } as const;
    const { values, positionals } = readArguments(argv, options, { min: 1, max: 1 });
    const notebook = resolve(context.cwd, positionals[0] ?? "");
    const project = findProject(context.cwd, context.env);
    const out =
      values.to === undefined
        ? resolve(project.results, `${basename(notebook, ".ipynb")}.html`)
        : resolve(context.cwd, values.to);
    const progress = terminalProgress(context);
    try {
      if (values["no-execute"]) await exportNotebookFile(notebook, out);
      else
        await exportNotebook({
          notebook,
          out,
          project,
          profile: values.profile,
          env: context.env,
          signal: context.signal,
          onLine: progress.line,
        });
    } finally {
      progress.end();
    }
    context.out(`${out}\n`);
    return 0;
  },
};
