// Type-checks the cells of notebooks with tslab's own converter, as the kernel would, in the working folder. The notebooks share one converter: what they import is read once.
// Prints JSON: for each file a list of { cell, line, message }.
const { readFileSync } = require("node:fs");
const { createConverter } = require("tslab/dist/converter.js");

const converter = createConverter({});
const found = {};
for (const file of process.argv.slice(2)) {
  found[file] = [];
  let declarations = "";
  const { cells } = JSON.parse(readFileSync(file, "utf8"));
  for (const cell of cells.filter((each) => each.cell_type === "code")) {
    const result = converter.convert(declarations, [].concat(cell.source).join(""));
    for (const { start, messageText } of result.diagnostics)
      found[file].push({ cell: cell.id, line: start.line + 1, message: messageText });
    if (result.diagnostics.length === 0) declarations = result.declOutput;
  }
}
converter.close();
process.stdout.write(JSON.stringify(found));
