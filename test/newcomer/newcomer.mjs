// @ts-check
// The newcomer is a test: somebody clones the repository and does what README.md says, block by block, twice: as a plain user without
// cargo, and as the present user with it. `node test/newcomer/newcomer.mjs [--repository <path>] [--only plain|present] [--keep]`
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { recordMeasurement } from "../../kernel-lib/setup/record-measurement.mjs";
import { endProcesses, processesLeft } from "./leftovers.mjs";
import { lackingPrograms, makePerson } from "./person.mjs";
import { readmeBlocks } from "./readme-blocks.mjs";
import { hasFigure, hasVerdict, hasVerdictIn, whatRunLacks } from "./results.mjs";
import { runBlock, startBlock, tail } from "./run-block.mjs";
import { Tally } from "./tally.mjs";
import { visitLab } from "./visit-lab.mjs";

/** The most that one block, and that the cells of the opened notebook up to the first output, may take, in seconds. */
const limits = { block: 1800, cells: 300, labStart: 90, labEnd: 5 };

const { values: options } = parseArgs({
  options: { repository: { type: "string" }, only: { type: "string" }, keep: { type: "boolean" } },
});
const repository = options.repository ?? join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const tally = new Tally();
/** Processes that were found running after a block, over all. */
let leftRunning = 0;

if (options.only !== "present") {
  if (process.getuid?.() === 0) await visit({ name: "a plain user without cargo", cargo: false, account: "nobody" });
  else await visit({ name: "the present user without cargo", cargo: false });
}
// The whole report once is enough: the second newcomer makes the section that cargo matters for.
if (options.only !== "plain") await visit({ name: "the present user with cargo", cargo: true, sections: ["01"] });
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;

/** @param {{ name: string, cargo: boolean, account?: string, sections?: readonly string[] }} who `sections`: of the report; all where absent */
async function visit(who) {
  process.stdout.write(`newcomer: ${who.name}\n`);
  const start = performance.now();
  const person = makePerson({ ...who, repository });
  try {
    if (
      !tally.check(
        lackingPrograms(person).length === 0,
        "bash, git, node, npm and python3 are in PATH",
        lackingPrograms(person).join(", "),
      )
    )
      return;
    await readReadme(person, start, who.sections ?? []);
    await lookAround(person);
  } catch (error) {
    tally.check(
      false,
      `the newcomer (${who.name}) got to the end`,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  } finally {
    endProcesses(await processesLeft(person.mark, 0));
    if (options.keep) tally.say(`kept: ${person.folder}`);
    else rmSync(person.folder, { recursive: true, force: true });
  }
}

/** @param {import("./person.mjs").Person} person @param {number} start @param {readonly string[]} sections */
async function readReadme(person, start, sections) {
  const blocks = readmeBlocks(readFileSync(join(person.clone, "README.md"), "utf8"));
  const all = blocks.map((block) => block.text).join("\n");
  for (const command of ["npm start", "npm test", "npm run lab", "kernel-lib new"])
    tally.check(all.includes(command), `README.md has a block with \`${command}\``);
  /** @type {Record<string, string>} */
  const milestones = {};
  const seconds = () => ((performance.now() - start) / 1000).toFixed(0);
  for (const block of blocks) {
    const title = `README.md:${block.line} ${block.text.trim().split("\n").join("; ")}`;
    if (block.kind === "skip") tally.say(`not run ${title} (${block.why})`);
    else if (block.kind === "lab") await openLab(person, block.text, title);
    else {
      const own = /kernel-lib new (\S+)/.exec(all)?.[1] ?? "";
      const isOwn = own !== "" && block.text.includes(own);
      const watch = setInterval(() => {
        if (hasFigure(person.clone)) milestones["first figure"] ??= seconds();
      }, 500);
      const only = sections.map((section) => ` --only ${section}`).join("");
      const text = only === "" ? block.text : block.text.replace(/^npm start$/m, `npm start --${only}`);
      if (text !== block.text) tally.say(`runs ${text} in the place of ${block.text}`);
      const done = await runBlock(person, text, limits.block, (output) => {
        if (isOwn && hasVerdict(output)) milestones["first own verdict"] ??= seconds();
      });
      clearInterval(watch);
      if (hasFigure(person.clone)) milestones["first figure"] ??= seconds();
      if (isOwn && hasVerdictIn(person.clone, own)) milestones["first own verdict"] ??= seconds();
      judge(person, block.text, title, done);
    }
    await checkNothingRuns(person, title);
  }
  for (const what of ["first figure", "first own verdict"])
    tally.check(milestones[what] !== undefined, `${what}: ${milestones[what] ?? "never"} s after the clone`);
}

/**
 * @param {import("./person.mjs").Person} person
 * @param {string} text @param {string} title
 * @param {{ code: number, output: string, seconds: number }} done
 */
function judge(person, text, title, { code, output, seconds }) {
  // The doctor and the report end with 1 where something is missing, and cargo is.
  const expected = /kernel-lib doctor|^npm start\b/m.test(text) && !person.cargo ? 1 : 0;
  tally.check(
    code === expected,
    `${title} (${seconds.toFixed(1)} s)`,
    `exit code ${code}, not ${expected}\n${tail(output, 40)}`,
  );
  if (!/^npm start\b/m.test(text)) return;
  const lacks = whatRunLacks(person.clone);
  tally.check(lacks.length === 0, "the run has its page, its claims and its executed notebooks", lacks.join("\n"));
  const cargo = "native: missing: cargo is not in PATH";
  if (!person.cargo) tally.check(output.includes(cargo), "set-up says that cargo is missing", tail(output, 20));
}

/** @param {import("./person.mjs").Person} person @param {string} text @param {string} title */
async function openLab(person, text, title) {
  const lab = startBlock(person, text);
  try {
    const url = await firstUrl(lab);
    if (!tally.check(url !== null, `${title}: gives the address of JupyterLab`, tail(lab.output(), 30)) || url === null)
      return;
    const seen = await visitLab(url, { limit: limits.cells }).catch((/** @type {Error} */ error) => error);
    if (
      !tally.check(!(seen instanceof Error), "a cell of the opened notebook is executed in JupyterLab", String(seen)) ||
      seen instanceof Error
    )
      return;
    tally.check(seen.notebook.includes("00-start-here.ipynb"), "00-start-here.ipynb is what opens", seen.notebook);
    tally.check(seen.kernel.includes("Covet"), "its kernel is chosen already", seen.kernel);
    tally.check(
      seen.after !== seen.before,
      `executing cell ${seen.cell} again gives a new output (${seen.before} then ${seen.after})`,
    );
  } finally {
    const start = performance.now();
    lab.signal("SIGINT");
    const timer = setTimeout(() => lab.signal("SIGKILL"), limits.labEnd * 1000);
    await lab.ended;
    clearTimeout(timer);
    const took = (performance.now() - start) / 1000;
    tally.check(took < limits.labEnd, `Ctrl-C ends JupyterLab (${took.toFixed(1)} s)`, tail(lab.output(), 10));
  }
}

/**
 * The first address that a block prints and that answers.
 * @param {ReturnType<typeof startBlock>} lab
 * @returns {Promise<string | null>}
 */
async function firstUrl(lab) {
  let over = false;
  void lab.ended.then(() => {
    over = true;
  });
  const until = performance.now() + limits.labStart * 1000;
  while (performance.now() < until && !over) {
    const url = /https?:\/\/(?:127\.0\.0\.1|localhost)[^\s"')]+/.exec(lab.output())?.[0];
    const answers =
      url !== undefined &&
      (await fetch(url)
        .then((answer) => answer.ok)
        .catch(() => false));
    if (url !== undefined && answers) return url;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return null;
}

/** @param {import("./person.mjs").Person} person @param {string} after */
async function checkNothingRuns(person, after) {
  const left = await processesLeft(person.mark);
  if (left.length === 0) return;
  leftRunning += left.length;
  tally.check(
    false,
    `no process is left after ${after}`,
    left.map(({ pid, command }) => `${pid} ${command}`).join("\n"),
  );
  endProcesses(left);
}

/** What is there when all blocks are done. @param {import("./person.mjs").Person} person */
async function lookAround(person) {
  const state = join(person.clone, ".cache", "setup", "state.json");
  if (tally.check(existsSync(state), "set-up recorded what it did")) {
    const { steps } = JSON.parse(readFileSync(state, "utf8"));
    const open = Object.keys(steps).filter(
      (name) => steps[name].state !== "done" && (person.cargo || name !== "native"),
    );
    tally.check(
      open.length === 0,
      person.cargo ? "every step is done" : "every step but the native build is done",
      JSON.stringify(open.map((name) => steps[name])),
    );
    const native = steps.native?.state;
    tally.check(
      native === (person.cargo ? "done" : "missing"),
      person.cargo ? "the native binary was built" : "the native build is named as missing",
    );
    tally.say(
      `set-up: ${Object.entries(steps)
        .map(([name, step]) => `${name} ${step.seconds} s`)
        .join(", ")}`,
    );
  }
  const status = execFileSync("git", ["status", "--porcelain"], {
    cwd: person.clone,
    uid: person.uid,
    gid: person.gid,
    env: person.env,
    encoding: "utf8",
  });
  // What `kernel-lib new my-lib` wrote is the newcomer's own.
  const foreign = status.split("\n").filter((line) => line !== "" && !line.includes("my-lib"));
  tally.check(
    foreign.length === 0,
    "nothing was written outside ignored folders, but the newcomer's own files",
    foreign.join("\n"),
  );
  await checkNothingRuns(person, "all blocks");
  for (const measurement of measurementsOf(person.clone)) recordMeasurement(repository, measurement);
  const run = `newcomer ${new Date().toISOString().slice(0, 16)}`;
  recordMeasurement(repository, {
    id: "skeleton/left-behind",
    value: foreign.length + leftRunning,
    unit: "count",
    run,
  });
}

/** What the newcomer's run measured of itself: the goals are judged by it. @param {string} clone */
function measurementsOf(clone) {
  const file = join(clone, "results", "measurements.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).measurements : [];
}
