// @ts-check

/**
 * One shell block of README.md.
 * @typedef {object} Block
 * @property {number} line where its first command is, counted from 1
 * @property {string} text its commands
 * @property {"run" | "lab" | "skip"} kind `lab`: opens JupyterLab and goes on until it is ended
 * @property {string | null} why it is not run
 */

/** What is not run, and why; the text of a block's commands decides. A README says it itself by a comment before a block. */
const notRun = [
  { commands: /^git clone\b/m, why: "the newcomer has just cloned" },
  { commands: /^npm (test|t|run test)\b(?!:)/m, why: "it is what runs this, and has just passed or failed" },
  { commands: /^npm run test:long\b/m, why: "it takes as long as it is told to" },
  { commands: /^(sudo|apt|apt-get|brew)\b/m, why: "it changes the machine" },
];

/**
 * The blocks of a README that are fenced as sh, in order. An HTML comment "newcomer: not run: <why>" right before a block keeps it from
 * being run.
 * @param {string} markdown
 * @returns {Block[]}
 */
export function readmeBlocks(markdown) {
  const lines = markdown.split("\n");
  /** @type {Block[]} */
  const blocks = [];
  for (let at = 0; at < lines.length; at++) {
    if (!/^```(sh|bash|shell)\s*$/.test(lines[at] ?? "")) continue;
    const end = lines.findIndex((line, index) => index > at && /^```\s*$/.test(line));
    if (end === -1) throw new Error(`README.md:${at + 1}: a block that is not closed`);
    const before = lines.slice(0, at).findLast((line) => line.trim() !== "") ?? "";
    const said = /^<!-- newcomer: not run: (.+) -->$/.exec(before.trim())?.[1];
    blocks.push({
      line: at + 2,
      text: lines.slice(at + 1, end).join("\n"),
      ...classify(lines.slice(at + 1, end), said),
    });
    at = end;
  }
  return blocks;
}

/** @param {readonly string[]} lines @param {string | undefined} said @returns {Pick<Block, "kind" | "why">} */
function classify(lines, said) {
  if (said !== undefined) return { kind: "skip", why: said };
  const commands = lines.filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const rule = notRun.find((entry) => commands.some((line) => entry.commands.test(line)));
  if (rule !== undefined && commands.length > 1 && !/^git clone/.test(commands[0] ?? ""))
    throw new Error(
      `README.md: "${commands.join("; ")}" mixes what the newcomer runs with what it does not (${rule.why})`,
    );
  if (rule !== undefined) return { kind: "skip", why: rule.why };
  return { kind: commands.some((line) => /\bnpm run lab\b|\bjupyter[ -]lab\b/.test(line)) ? "lab" : "run", why: null };
}
