// @ts-check
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordMeasurement } from "../../kernel-lib/setup/record-measurement.mjs";

/**
 * Counts verdicts that flip between faster and slower when nothing that matters changes: `node test/measure/count-flips.mjs [--record]`.
 * The same three questions (equal arms, 3 % more work, half the work) are measured live, as they are; with arms, cases and ratios in another order; with other
 * names; and in a family of twenty more cases. Takes about ten minutes on a quiet machine; prints a line a verdict; exit code 1 on a flip.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = join(root, ".cache", "flips");

const questions = [
  { name: "equal", against: "twin" },
  { name: "three", against: "more" },
  { name: "half", against: "less" },
];
const steps = { base: 1_000, twin: 1_000, more: 1_030, less: 500 };

/** @param {{ rename: (name: string) => string, turn: boolean, foreign: number }} variant */
function family({ rename, turn, foreign }) {
  /** @template T @param {T[]} list */
  const order = (list) => (turn ? list.toReversed() : list);
  const arms = order(Object.entries(steps)).map(
    ([name, count]) =>
      `{ name: "${rename(name)}", language: "typescript", prepare: () => { const run = loop(${count}); return { run, answer: run }; } }`,
  );
  const cases = order([
    ...questions.map(({ name }) => name),
    ...Array.from({ length: foreign }, (_, nth) => `foreign-${nth}`),
  ]).map(
    (name) =>
      `{ name: "${rename(name)}", title: "${name}", kind: "cpu", load: () => ({ setup: null, inputs, expected: inputs.map(() => 1) }) }`,
  );
  const ratios = order(questions).map(
    ({ name, against }) =>
      `{ case: "${rename(name)}", arm: "${rename("base")}", against: "${rename(against)}", headline: true }`,
  );
  return `import { defineFamily } from "kernel-lib";
const inputs = Array.from({ length: 16 }, (_, place) => place + 1);
// Made as new text, so that each count has code of its own.
const loop = (count) => new Function("seed", \`let x = seed; for (let step = 0; step < \${count}; step++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; } return x === 0 ? 0 : 1;\`);
export default defineFamily({
  name: "flips", title: "Flips", operation: "call", fold: (answer) => answer,
  arms: [${arms.join(",\n")}],
  cases: [${cases.join(",\n")}],
  ratios: [${ratios.join(",\n")}],
});
`;
}

const same = (/** @type {string} */ name) => name;
const variants = {
  "as it is": { rename: same, turn: false, foreign: 0 },
  shuffled: { rename: same, turn: true, foreign: 0 },
  renamed: { rename: (/** @type {string} */ name) => `z${[...name].reverse().join("")}`, turn: false, foreign: 0 },
  "beside twenty": { rename: same, turn: false, foreign: 20 },
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
/** @type {Map<string, Set<string>>} */
const seen = new Map(questions.map(({ name }) => [name, new Set()]));
for (const [title, variant] of Object.entries(variants)) {
  const file = join(folder, `${title.replaceAll(" ", "-")}.ts`);
  writeFileSync(file, family(variant));
  const command = [join(root, "kernel-lib", "setup", "kernel-lib.mjs"), "bench", file, "--profile", "quick", "--json"];
  const ended = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (ended.stdout === "") throw new Error(`bench ${file} said nothing:\n${ended.stderr}`);
  /** @type {{ cases: { title: string, ratios: { verdict: string, ratio: number, rounds: number }[] }[] }} */
  const result = JSON.parse(ended.stdout);
  for (const { title: question, ratios } of result.cases)
    for (const { verdict, ratio, rounds } of ratios) {
      process.stdout.write(`${JSON.stringify({ variant: title, question, verdict, ratio, rounds })}\n`);
      seen.get(question)?.add(verdict);
    }
}
const flips = [...seen.values()].filter((verdicts) => verdicts.has("faster") && verdicts.has("slower")).length;
process.stdout.write(
  `${JSON.stringify({ flips, questions: questions.length, variants: Object.keys(variants).length })}\n`,
);
if (process.argv.includes("--record"))
  recordMeasurement(root, {
    id: "measure/flips",
    value: flips,
    unit: "count",
    run: new Date().toISOString().slice(0, 10),
  });
process.exitCode = flips === 0 ? 0 : 1;
