import { LabError } from "../../base/lab-error.js";

/** Parses a file's text as JSON. @throws LabError "file-not-json" naming the file. */
export function parseJsonFile(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LabError("file-not-json", `${path} is not JSON: ${(cause as Error).message}`, { data: { path }, cause });
  }
}
