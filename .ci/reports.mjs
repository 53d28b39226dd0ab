// Reads what surefire left of a run: counts it, and fails unless every test package named on the command line
// ran at least one test and skipped none. The last line is "N passed, N failed, N skipped".
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const mustRun = process.argv.slice(2);

/** The surefire reports of every module of the reactor. */
function reports() {
  return readdirSync(".", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.name, "target", "surefire-reports"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => /TEST-.*\.xml$/.test(file));
}

/** The attributes of a report's root element. */
function suite(file) {
  const root = /<testsuite\s[^>]*>/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
  const attribute = (name) => new RegExp(`\\s${name}="([^"]*)"`).exec(root)?.[1];
  const count = (name) => Number(attribute(name) ?? 0);
  return {
    name: attribute("name") ?? file,
    tests: count("tests"),
    failed: count("failures") + count("errors"),
    skipped: count("skipped"),
  };
}

const suites = reports().map(suite);
const sum = (list, field) => list.reduce((total, one) => total + one[field], 0);
const failed = sum(suites, "failed");
const skipped = sum(suites, "skipped");
const passed = sum(suites, "tests") - failed - skipped;
let fine = failed === 0 && passed > 0;

for (const one of suites.filter((each) => each.failed > 0)) {
  console.log(`*** ${one.failed} failed in ${one.name}`);
}
for (const one of suites.filter((each) => each.skipped > 0)) {
  console.log(`  . ${one.skipped} skipped in ${one.name}`);
}
for (const name of mustRun) {
  const group = suites.filter((one) => one.name.startsWith(`${name}.`));
  const ran = sum(group, "tests") - sum(group, "skipped");
  const ok = ran > 0 && sum(group, "skipped") === 0;
  fine &&= ok;
  console.log(`${ok ? "  ." : "***"} ${name}: ${ran} ran, ${sum(group, "skipped")} skipped${ok ? "" : " (must run whole)"}`);
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(fine ? 0 : 1);
