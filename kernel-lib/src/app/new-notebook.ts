import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LabError } from "../base/lab-error.js";

/**
 * Writes a family file and a notebook that run at once, to be changed into one's own.
 * @param name lower-case with dashes; the family's and the notebook's name
 * @param notebooks the folder of the notebook; the family file goes to its `subjects`
 * @returns the paths written
 * @throws LabError `bad-name`, or `file-exists` if either file is there already; nothing is written then
 */
export function newNotebook(name: string, notebooks: string): { readonly notebook: string; readonly family: string } {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name))
    throw new LabError("bad-name", `"${name}" cannot be a family's name`, {
      remedy: "use lower-case letters, digits and dashes, a letter first: my-lib",
      data: { name },
    });
  const notebook = join(notebooks, `${name}.ipynb`);
  const family = join(notebooks, "subjects", `${name}.ts`);
  for (const file of [notebook, family])
    if (existsSync(file))
      throw new LabError("file-exists", `${file} is there already`, { remedy: "choose another name", data: { file } });
  mkdirSync(dirname(family), { recursive: true });
  writeFileSync(family, familyText(name));
  writeFileSync(notebook, notebookText(name));
  return { notebook, family };
}

const familyText = (name: string) => `import { defineFamily } from "kernel-lib";

// What is timed: two ways of counting words, to be replaced by your own. Each arm answers every input right before it is timed.
const bySplitting = (text: string) => text.split(" ").length;
const byScanning = (text: string) => {
  let words = 1;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 32) words++;
  return words;
};

const inputs = Array.from({ length: 512 }, (_, i) => Array.from({ length: 5 + (i % 20) }, (_, word) => \`word\${i}\${word}\`).join(" "));

export default defineFamily({
  name: ${JSON.stringify(name)},
  title: "Counting words",
  operation: "text",
  arms: [
    { name: "splitting", language: "typescript", prepare: () => ({ run: bySplitting, answer: bySplitting }) },
    { name: "scanning", language: "typescript", prepare: () => ({ run: byScanning, answer: byScanning }) },
  ],
  cases: [
    {
      name: "short",
      title: "Short texts",
      kind: "allocation",
      delivery: "fresh",
      load: () => ({ setup: null, inputs, expected: inputs.map((_, i) => 5 + (i % 20)) }),
    },
  ],
  // The answer as a whole number: what \`run\` returns, so that no arm can leave its work out.
  fold: (answer) => answer as number,
  ratios: [{ case: "short", arm: "scanning", against: "splitting", headline: true }],
});
`;

function notebookText(name: string): string {
  const lines = (text: string) => text.split("\n").map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
  const markdown = (id: string, text: string) => ({ cell_type: "markdown", id, metadata: {}, source: lines(text) });
  const code = (id: string, text: string) => ({
    cell_type: "code",
    execution_count: null,
    id,
    metadata: {},
    outputs: [],
    source: lines(text),
  });
  const cells = [
    markdown("title", `# ${name}\n\nWhat is timed lies in \`subjects/${name}.ts\`: change it, then run all cells.`),
    code(
      "run",
      `import { bench, figure, sentence, show } from "kernel-lib";\nconst mine = await bench({ family: ${JSON.stringify(name)} });\nshow(mine.statistics());`,
    ),
    code("figure", `show(figure.ratios(mine, { title: "Counting words", alt: "Ratio of times with its interval" }));`),
    code(
      "distributions",
      `show(figure.distributions(mine, { title: "Where the times lie", alt: "Quantiles of the times of each arm" }));`,
    ),
    code(
      "sentence",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell, which has the template
      'show(sentence`Scanning a text takes ${mine.time("short", "scanning")}; that is ${mine.verdict("short", "splitting")}.`);',
    ),
  ];
  const metadata = {
    kernelspec: { display_name: "TypeScript (tslab, Covet)", language: "typescript", name: "tslab" },
    language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
