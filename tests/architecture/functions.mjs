// Reads a JSON list of JavaScript files from standard input; writes {file, name, line, lines} of every function in them,
// or {file, error} where one cannot be parsed. The first argument is the folder whose node_modules has acorn.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const acorn = require("acorn");
const walk = require("acorn-walk");

const report = [];
for (const file of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const tree = acorn.parse(readFileSync(file, "utf8"), { ecmaVersion: "latest", sourceType: "module", locations: true });
    walk.fullAncestor(tree, (node, _state, ancestors) => {
      if (!/Function/.test(node.type)) return;
      const { start, end } = node.loc;
      report.push({ file, name: nameOf(node, ancestors.at(-2)), line: start.line, lines: end.line - start.line + 1 });
    });
  } catch (error) {
    report.push({ file, error: String(error) });
  }
}
process.stdout.write(JSON.stringify(report));

function nameOf(node, parent) {
  return node.id?.name ?? parent?.id?.name ?? parent?.key?.name ?? "a function";
}
