// Converts the cells given as JSON on stdin, with stock tslab's converter or with ours, in this folder; prints the results as JSON.
// It is a process of its own because the two cannot share one: ours gives tslab a decorated TypeScript.
import { readFileSync } from "node:fs";
import { loadMappedConverter } from "../../../kernel-lib/dist/notebook/kernel/mapped-converter.js";
import { loadTslab } from "../../../kernel-lib/dist/notebook/kernel/tslab.js";

const makers = {
  stock: () => loadTslab("converter").createConverter,
  ours: () => loadMappedConverter(false),
  headless: () => loadMappedConverter(true),
};
const createConverter = makers[process.argv[2]]();
const converter = createConverter({ isJS: false, isBrowser: false });
let decl = "";
const results = JSON.parse(readFileSync(0, "utf8")).map((cell) => {
  const { maps: _, ...result } = converter.convert(decl, cell);
  if (result.diagnostics.length === 0) decl = result.declOutput ?? "";
  return result;
});
const original = (key, value) => (key === "original" ? undefined : value);
console.log(
  JSON.stringify([...results, converter.complete(decl, "side.", 5), converter.inspect(decl, "Side", 1)], original),
);
converter.close();
