import { type Displayable, jupyterDisplay } from "../base/displayable.js";

/** The notebooks of the project with their titles and questions, as a list of links. */
export interface Contents extends Displayable {
  readonly notebooks: readonly {
    readonly file: string;
    readonly title: string;
    /** What its first cell says after "Question."; "" where it asks none. */
    readonly question: string;
  }[];
}

/**
 * All notebooks beside this one, by their own titles: what is in the files, not a list that could be out of date.
 * @throws LabError of the reader, naming the notebook that is none
 */
export async function contents(): Promise<Contents> {
  const { readdirSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { readNotebook } = await import("../notebook/runner/read-notebook.js");
  const { findProject } = await import("./project.js");
  const folder = findProject().notebooks;
  const files = readdirSync(folder).filter((file) => /^\d\d-.*\.ipynb$/.test(file) && !file.startsWith("00-"));
  const notebooks = await Promise.all(
    files.sort().map(async (file) => {
      const { cells } = await readNotebook(join(folder, file));
      const first = cells.find((cell) => cell.cell_type === "markdown")?.source ?? "";
      const title = /^#\s+(.+)$/m.exec(first)?.[1]?.trim() ?? file;
      const question = /\*\*Question\.\*\*\s*([^\n]+)/.exec(first)?.[1]?.trim() ?? "";
      return { file, title, question };
    }),
  );
  const lines = notebooks.map(
    ({ file, title, question }) => `* [${title}](${file})${question === "" ? "" : `: ${question}`}`,
  );
  const text = notebooks.map(({ title, question }) => (question === "" ? title : `${title}: ${question}`));
  return {
    notebooks,
    [jupyterDisplay]: () => ({ "text/markdown": lines.join("\n"), "text/plain": text.join("\n") }),
  };
}
