/**
 * Writes the stored tables beside this file and their checksums:
 *   node datasets/routes/write.ts <unpacked @octokit/plugin-rest-endpoint-methods 18.0.0>
 * Needed only when a table is to change; the README says where the package comes from.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { githubTable } from "./github-table.ts";
import { sourceTable } from "./source-table.ts";
import { formatTable } from "./table.ts";

const [packageFolder] = process.argv.slice(2);
if (packageFolder === undefined)
  throw new Error("give the folder of the unpacked @octokit/plugin-rest-endpoint-methods");
const { default: endpoints } = await import(
  pathToFileURL(resolve(packageFolder, "dist-src/generated/endpoints.js")).href
);

const files = { "github-200.json": formatTable(githubTable(endpoints)), "source-100.json": formatTable(sourceTable()) };
const checksums = Object.entries(files).map(([name, text]) => {
  writeFileSync(join(import.meta.dirname, name), text);
  return `${createHash("sha256").update(text).digest("hex")}  ${name}\n`;
});
writeFileSync(join(import.meta.dirname, "SHA256SUMS"), checksums.join(""));
