import { describe, expect, it } from "vitest";
import { readmeBlocks } from "../newcomer/readme-blocks.mjs";
import { hasVerdict } from "../newcomer/results.mjs";

const fenced = (...blocks: string[]) => blocks.map((text) => `Prose.\n\n\`\`\`sh\n${text}\n\`\`\`\n`).join("\n");
const kinds = (markdown: string) => readmeBlocks(markdown).map(({ text, kind }) => [text, kind]);

describe("the blocks that the newcomer reads out of README.md", () => {
  it("are those fenced as shell, in order, with their lines", () => {
    const markdown = `${fenced("npm start", "npx kernel-lib new my-lib\nnpx kernel-lib bench my-lib")}\n\`\`\`ts\nnot this\n\`\`\`\n`;
    expect(readmeBlocks(markdown)).toEqual([
      { line: 4, text: "npm start", kind: "run", why: null },
      { line: 10, text: "npx kernel-lib new my-lib\nnpx kernel-lib bench my-lib", kind: "run", why: null },
    ]);
  });

  it("are not run where that would start the newcomer again, or clone, and say why", () => {
    const markdown = fenced(
      "git clone there\ncd here",
      "npm test",
      "npm run test:long -- --minutes 5",
      "npm start # test",
    );
    expect(kinds(markdown).map(([, kind]) => kind)).toEqual(["skip", "skip", "skip", "run"]);
    expect(readmeBlocks(markdown)[1]?.why).toContain("runs this");
  });

  it("are not run where README.md itself says so, with its reason", () => {
    const markdown = `<!-- newcomer: not run: it needs a second machine -->\n\n${fenced("ssh there").replace("Prose.\n\n", "")}`;
    expect(readmeBlocks(markdown)[0]).toMatchObject({ kind: "skip", why: "it needs a second machine" });
  });

  it("open JupyterLab where they say so", () => {
    expect(kinds(fenced("npm run lab", ".venv/bin/jupyter lab", "npm run label"))).toEqual([
      ["npm run lab", "lab"],
      [".venv/bin/jupyter lab", "lab"],
      ["npm run label", "run"],
    ]);
  });

  it("are refused where one holds both what is run and what is not, or does not end", () => {
    expect(() => readmeBlocks(fenced("npm start\nnpm test"))).toThrow(/mixes/);
    expect(() => readmeBlocks("```sh\nnpm start\n")).toThrow(/not closed/);
  });
});

it.each([
  ["2.1x faster (2.0–2.2)", true],
  ["no difference (within 3 %)", true],
  ["not decided yet: about 40 s more", true],
  ["npx kernel-lib bench my-lib", false],
  ["a faster way", false],
])("knows whether %j states a verdict", (text, expected) => {
  expect(hasVerdict(text)).toBe(expected);
});
