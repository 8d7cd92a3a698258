import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "../../base/lab-error.js";
import { parseJsonFile } from "../data/parse-json-file.js";

/** Where the exporter is installed and how it starts kernel-lib. */
export interface NbconvertInstallation {
  /** A Python environment that holds nbconvert, ".venv". */
  readonly prefix: string;
  /** Absolute path of the Node that runs the exporter. */
  readonly node: string;
}

const parts = fileURLToPath(new URL("../../../python/nbconvert/", import.meta.url));
const entry = fileURLToPath(new URL("./nbconvert-entry.js", import.meta.url));
const version = "0.1.0";

/** The template of HTML is ours; of the exporters that inherit from HTML's, the one that they have without us. */
const config: Readonly<Record<string, { readonly template_name: string }>> = {
  HTMLExporter: { template_name: "covet" },
  SlidesExporter: { template_name: "reveal" },
  WebPDFExporter: { template_name: "webpdf" },
  QtPDFExporter: { template_name: "lab" },
  QtPNGExporter: { template_name: "lab" },
};

function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

/** Adds our keys to a Jupyter configuration file and keeps what else is in it. @throws LabError "file-not-json". */
function addConfig(path: string): void {
  const old = existsSync(path) ? (parseJsonFile(path, readFileSync(path, "utf8")) as Record<string, object>) : {};
  const merged = Object.entries(config).map(([name, ours]) => [name, { ...old[name], ...ours }]);
  writeWhole(path, `${JSON.stringify({ ...old, ...Object.fromEntries(merged) }, null, 2)}\n`);
}

function sitePackages(prefix: string): string {
  const python = [join(prefix, "bin", "python"), join(prefix, "Scripts", "python.exe")].find((path) =>
    existsSync(path),
  );
  if (python === undefined)
    throw new LabError("python-missing", `there is no Python in ${prefix}`, {
      data: { prefix },
      remedy: "make the environment first: npm start does",
    });
  const program = "import sysconfig; print(sysconfig.get_path('purelib'))";
  return execFileSync(python, ["-c", program], { encoding: "utf8" }).trim();
}

/**
 * Makes `jupyter nbconvert --to html` and JupyterLab's export menu of one Python environment call this exporter: a Python package of one
 * file, a template, and two configuration files of that environment; all are nbconvert's documented ways. No network; may be repeated.
 * @returns the paths written. @throws LabError "python-missing", "file-not-json".
 */
export function installNbconvert({ prefix, node }: NbconvertInstallation): string[] {
  const site = sitePackages(prefix);
  const module = join(site, "covet_nbconvert");
  const info = join(site, `covet_nbconvert-${version}.dist-info`);
  const template = join(prefix, "share", "jupyter", "nbconvert", "templates", "covet");
  const etc = join(prefix, "etc", "jupyter");
  for (const folder of [module, info, template]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  mkdirSync(etc, { recursive: true });
  cpSync(join(parts, "covet_nbconvert", "__init__.py"), join(module, "__init__.py"));
  writeWhole(join(module, "command.json"), `${JSON.stringify({ command: [node, entry] })}\n`);
  cpSync(join(parts, "template"), template, { recursive: true });
  const record = [
    "covet_nbconvert/__init__.py",
    "covet_nbconvert/command.json",
    ...["METADATA", "INSTALLER", "RECORD"].map((name) => `covet_nbconvert-${version}.dist-info/${name}`),
  ];
  writeFileSync(
    join(info, "METADATA"),
    `Metadata-Version: 2.1\nName: covet-nbconvert\nVersion: ${version}\nSummary: nbconvert's HTML by kernel-lib's exporter\n`,
  );
  writeFileSync(join(info, "INSTALLER"), "kernel-lib\n");
  writeFileSync(join(info, "RECORD"), record.map((path) => `${path},,\n`).join(""));
  const configs = [join(etc, "jupyter_nbconvert_config.json"), join(etc, "jupyter_server_config.json")];
  for (const path of configs) addConfig(path);
  return [module, info, template, ...configs];
}
