import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LabError } from "../../base/lab-error.js";
import { parseJsonFile } from "./parse-json-file.js";

/** kernel-lib's own folder, then the repository's: the packed library carries its copy of the small data files. */
const folders = ["../../../datasets/", "../../../../datasets/"].map((up) =>
  fileURLToPath(new URL(up, import.meta.url)),
);

/**
 * Absolute path of a data file of the laboratory.
 * @throws LabError "dataset-missing" naming the file and where it was looked for.
 */
export function datasetFile(name: string): string {
  const found = folders.map((folder) => `${folder}${name}`).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new LabError("dataset-missing", `the data file ${name} is missing`, {
    data: { name, lookedIn: folders },
    remedy: "restore datasets/ from the repository",
  });
}

/** The parsed content of a data file of the laboratory. @throws LabError "dataset-missing", "file-not-json". */
export function readDataset(name: string): unknown {
  const path = datasetFile(name);
  return parseJsonFile(path, readFileSync(path, "utf8"));
}
