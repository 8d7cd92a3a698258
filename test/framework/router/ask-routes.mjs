/** Reads a table of routes from stdin, asks a router for one path of each that is for GET, twice, and writes what it answers. Run by a test, in a process with its own flags. */
import { readFileSync } from "node:fs";
import { TreeRouter } from "../../../kernel-lib/dist/framework/router/tree-router.js";

const table = JSON.parse(readFileSync(0, "utf8"));
const router = new TreeRouter({}, 0);
for (const [method, pattern] of table) router.add(method, pattern, pattern);
const gets = table.filter(([method]) => method === "GET");
let found = 0;
for (const [, pattern] of gets) {
  const path = pattern.replaceAll(/:\w+(?:\([^)]*\)|<\w+>)?|\*\w*/g, "7");
  for (let time = 0; time < 2; time++) {
    const result = router.find("GET", path);
    if (result.kind === "found" && result.handler === pattern) found++;
    else console.log(path, JSON.stringify(result));
  }
  const miss = router.find("GET", `${path}/none/of/them`);
  if (miss.kind !== "not-found" && !pattern.includes("*")) console.log(path, JSON.stringify(miss));
}
console.log(`found ${found / 2}`);
