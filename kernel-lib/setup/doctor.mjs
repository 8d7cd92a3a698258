// @ts-check
import { parseArgs } from "node:util";
import { checks } from "./checks.mjs";
import { checkoutRoot } from "./project.mjs";

const help = `kernel-lib doctor [--json]

Looks at what the project needs on this machine and changes nothing.
--json prints one JSON document: { schema, ok, rows: [{ name, state, found, remedy }] }; state is ok, missing or stale.
Exit code 0 only if all is there.
`;

/**
 * Prints what is on this machine, what is missing and the remedy, as a table or as JSON.
 * @param {readonly string[]} argv
 * @returns {Promise<number>} 0 only if all is there
 */
export async function doctor(argv) {
  const options = readOptions(argv);
  if (options === null || options.help) {
    (options === null ? process.stderr : process.stdout).write(help);
    return options === null ? 2 : 0;
  }
  const rows = await checks({ root: checkoutRoot(), env: process.env });
  const ok = rows.every((row) => row.state === "ok");
  if (options.json) process.stdout.write(`${JSON.stringify({ schema: 1, ok, rows }, null, 2)}\n`);
  else process.stdout.write(table(rows));
  return ok ? 0 : 1;
}

/** @param {readonly string[]} argv */
function readOptions(argv) {
  try {
    const options = {
      json: { type: /** @type {const} */ ("boolean") },
      help: { type: /** @type {const} */ ("boolean") },
    };
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    process.stderr.write(`kernel-lib doctor: ${/** @type {Error} */ (error).message}\n`);
    return null;
  }
}

/** @param {readonly import("./checks.mjs").Row[]} rows */
export function table(rows) {
  const width = (/** @type {"name" | "state"} */ key) => Math.max(...rows.map((row) => row[key].length));
  const indent = " ".repeat(width("name") + width("state") + 4);
  const lines = rows.flatMap((row) => {
    const found = row.found.split("\n");
    const head = `${row.name.padEnd(width("name"))}  ${row.state.padEnd(width("state"))}  ${found[0]}`;
    const rest = [...found.slice(1), ...(row.remedy === null ? [] : [`Remedy: ${row.remedy}`])];
    return [head, ...rest.map((line) => indent + line)];
  });
  return `${lines.join("\n")}\n`;
}
