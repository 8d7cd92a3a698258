// Type-checks the cells of one notebook with tslab's own converter, as the kernel would, in the notebook's folder.
// Prints a JSON list of { cell, line, message }.
const { readFileSync } = require("node:fs");
const { createConverter } = require("tslab/dist/converter.js");

const notebook = JSON.parse(readFileSync(process.argv[2], "utf8"));
const converter = createConverter({});
const found = [];
let declarations = "";
for (const cell of notebook.cells.filter((cell) => cell.cell_type === "code")) {
  const result = converter.convert(declarations, [].concat(cell.source).join(""));
  for (const { start, messageText } of result.diagnostics)
    found.push({ cell: cell.id, line: start.line + 1, message: messageText });
  if (result.diagnostics.length === 0) declarations = result.declOutput;
}
converter.close();
process.stdout.write(JSON.stringify(found));
