import { existsSync, readFileSync } from "node:fs";
import { checkMeasurements, type Measurement } from "../report/data/measurements.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { writeJson } from "../report/data/write-file.js";

/** Adds numbers that a run measured of itself to a `measurements.json`, which is made where it is missing. @throws LabError of reading and writing */
export async function addMeasurements(file: string, added: readonly Measurement[]): Promise<void> {
  const before = existsSync(file) ? checkMeasurements(parseJsonFile(file, readFileSync(file, "utf8")), file) : [];
  await writeJson(file, { schema: 1, measurements: [...before, ...added] });
}
