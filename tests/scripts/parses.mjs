// Parses each script below the folder in the first argument as an ES module; names those it cannot.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SourceTextModule } from "node:vm";

const folder = process.argv[2];
const scripts = readdirSync(folder, { recursive: true, encoding: "utf8" });
let count = 0;
for (const script of scripts.filter((name) => name.endsWith(".js"))) {
  new SourceTextModule(readFileSync(join(folder, script), "utf8"), { identifier: script });
  count += 1;
}
process.stdout.write(String(count));
