import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LabError } from "../../base/lab-error.js";
import type { ArmSpec, Family } from "../../base/subject.js";
import { checkFamily } from "./check-family.js";
import type { DescribedScenario } from "./family-description.js";
import { functionsOf } from "./functions-of.js";
import { inputsOf } from "./inputs-of.js";
import { loadCase } from "./load-case.js";
import { loadScenario } from "./load-scenario.js";
import type { PlannedArm, PlannedCase } from "./plan.js";
import { plannedCommand } from "./planned-command.js";

/**
 * The program that describes a family file: `node describe-child.js <family file> <folder>`. It imports the file, checks it, writes each case's
 * data into the folder, and sends what it found (or the LabError) as one line of JSON over file descriptor 3.
 */
const hash = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const [, , familyFile = "", folder = ""] = process.argv;
const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) loaded.add(fileURLToPath(url));
    return next(url, context);
  },
});
const { dlopen } = process;
process.dlopen = (module, file, ...flags) => {
  loaded.add(file);
  dlopen.call(process, module, file, ...flags);
};

async function importFamily(): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(familyFile).href)) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw new LabError(
      "family-not-loaded",
      `${familyFile} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      { data: { file: familyFile, stack: error instanceof Error ? error.stack : undefined } },
    );
  }
}

/** The nearest `node_modules/<package>` above a folder. */
function versionOf(packageName: string): string | undefined {
  for (let at = dirname(familyFile); ; at = dirname(at)) {
    const file = join(at, "node_modules", packageName, "package.json");
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version;
    if (at === dirname(at)) return undefined;
  }
}

function plannedArm(arm: ArmSpec): PlannedArm {
  const { name, label, features, note } = arm;
  const common = {
    name,
    ...(label === undefined ? {} : { label }),
    ...(arm.package === undefined ? {} : { package: arm.package }),
    ...(features === undefined ? {} : { features }),
    ...(note === undefined ? {} : { note }),
    ...(arm.control ? { control: true } : {}),
  };
  if (arm.language === "python") {
    const script = resolve(dirname(familyFile), arm.script);
    if (!existsSync(script))
      throw new LabError(
        "family-invalid",
        `${familyFile}: arm "${name}" wants the script ${script}, which is not there`,
        {
          data: { file: familyFile, arm: name, script },
        },
      );
    return { ...common, language: "python", script };
  }
  if (arm.language === "command")
    return { ...common, language: "command", functions: ["prepare"], ...plannedCommand(familyFile, arm) };
  const version = arm.package === undefined ? undefined : versionOf(arm.package);
  const functions = functionsOf(arm) ?? [];
  return { ...common, language: "typescript", functions, ...(version === undefined ? {} : { version }) };
}

async function writeCases(family: Family): Promise<PlannedCase[]> {
  mkdirSync(folder, { recursive: true });
  const planned: PlannedCase[] = [];
  for (const spec of family.cases) {
    const file = await loadCase(familyFile, family, spec);
    const text = `${JSON.stringify(file)}\n`;
    writeFileSync(join(folder, `${spec.name}.json`), text);
    const { name, title, kind, arms, needs, iterations } = spec;
    const data = { delivery: file.delivery, data: hash(text), inputs: file.inputs.length };
    planned.push({
      name,
      title,
      kind,
      ...data,
      ...(arms === undefined ? {} : { arms }),
      ...(needs === undefined ? {} : { needs }),
      ...(iterations === undefined ? {} : { iterations }),
    });
  }
  return planned;
}

async function writeScenarios(family: Family): Promise<DescribedScenario[]> {
  mkdirSync(folder, { recursive: true });
  const described: DescribedScenario[] = [];
  for (const spec of family.scenarios ?? []) {
    const text = `${JSON.stringify(await loadScenario(familyFile, spec))}\n`;
    writeFileSync(join(folder, `${spec.name}.json`), text);
    const { data: _, ...rest } = spec;
    described.push({ ...rest, data: hash(text) });
  }
  return described;
}

async function describe() {
  const family = checkFamily(familyFile, await importFamily());
  const { name, title, operation, ratios } = family;
  const arms = family.arms.map(plannedArm);
  const cases = await writeCases(family);
  const scenarios = await writeScenarios(family);
  const postgres = family.postgres === undefined ? null : { schema: family.postgres.schema };
  return {
    family: name,
    title,
    operation,
    familyFile,
    arms,
    cases,
    scenarios,
    postgres,
    ratios,
    inputs: inputsOf(familyFile, loaded, arms),
    folder,
  };
}

function send(message: unknown): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < line.length; ) sent += writeSync(3, line, sent);
}

async function main(): Promise<void> {
  try {
    send({ description: await describe() });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { code, message, remedy, data } = error;
    send({ error: { code, message: message.split("\n  Remedy: ")[0], remedy, data } });
  }
  process.exit(0);
}

void main();
