import { fileURLToPath } from "node:url";
import { recordMeasurement } from "../../../kernel-lib/setup/record-measurement.mjs";
import { countFlags, lookAtHonest, lookAtTraps } from "./count-flags.ts";

/**
 * Looks at every trap and every honest operation of the corpora, prints the counts, and records them for the goals:
 * `node test/measure/guards/record-flags.ts`. About a minute.
 */
const root = fileURLToPath(new URL("../../../", import.meta.url));
const looked = [...(await lookAtTraps()), ...(await lookAtHonest({}))];
const counts = countFlags(looked);
process.stdout.write(`${JSON.stringify(counts)}\n`);
const run = `corpora ${new Date().toISOString().slice(0, 10)}`;
recordMeasurement(root, { id: "measure/traps-flagged", value: (100 * counts.flagged) / counts.traps, unit: "%", run });
recordMeasurement(root, { id: "measure/honest-flagged", value: counts.falselyFlagged, unit: "count", run });
