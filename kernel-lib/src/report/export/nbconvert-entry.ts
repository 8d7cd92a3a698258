import { readFileSync } from "node:fs";
import { LabError } from "../../base/lab-error.js";
import { parseJsonFile } from "../data/parse-json-file.js";
import { notebookPage } from "./export-notebook-file.js";

/** `node nbconvert-entry.js 03-routing.ipynb < notebook > page`: what nbconvert's preprocessor starts. */
const name = process.argv[2] ?? "notebook.ipynb";
try {
  process.stdout.write(notebookPage(parseJsonFile(name, readFileSync(0, "utf8")), name));
} catch (error) {
  process.stderr.write(`${error instanceof LabError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
