// Writes what a run of the fault suite measured (a line of JSON for each fault) into a page, between the marks of its version.
//   node reliability.mjs faults.jsonl page.md short|long commit command
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

const CONTROL = "Control, no recovery: ";

const [file, page, version, commit, command] = process.argv.slice(2);
const BEGIN = `<!-- figures of the ${version} version: written by bin/reliability -->`;
const END = `<!-- end of the figures of the ${version} version -->`;

const rows = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line))
  .sort((a, b) => a.fault.localeCompare(b.fault));
if (rows.length === 0) {
  throw new Error(`${file} is empty`);
}

const count = (number) => number.toLocaleString("en-US");
const time = (millis) => (millis < 0 ? "–" : `${count(millis)} ms`);

/** Of those who lost their connection. */
function recovered({ resumed, told }) {
  const all = resumed + told;
  return all === 0 ? "nobody was cut off" : `${((100 * resumed) / all).toFixed(1)} % of ${count(all)}`;
}

function table(heads, lines) {
  return [heads, heads.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const faults = table(
  ["fault", "clients", "messages", "lost", "doubled", "reordered", "resumed", "told to join again", "silence p50 / p99", "first message after its end p50 / p99",
    "resumed after own delay p50 / p99", "slowest answer"],
  rows
    .filter((row) => !row.fault.startsWith(CONTROL))
    .map((row) => [
      row.fault + (row.outage > 0 ? `, ${(row.outage / 1000).toFixed(1)} s` : ""),
      count(row.clients),
      count(row.accepted),
      `**${count(row.lost)}**`,
      `**${count(row.doubled)}**`,
      `**${count(row.reordered)}**`,
      recovered(row),
      count(row.told),
      `${time(row.silenceP50)} / ${time(row.silenceP99)}`,
      `${time(row.backAfterP50)} / ${time(row.backAfterP99)}`,
      `${time(row.resumedP50)} / ${time(row.resumedP99)}`,
      time(row.slowestAnswer),
    ]),
);
const controls = table(
  ["the same without recovery", "clients", "messages", "lost", "told to join again"],
  rows
    .filter((row) => row.fault.startsWith(CONTROL))
    .map((row) => [row.fault.slice(CONTROL.length), count(row.clients), count(row.accepted), `**${count(row.lost)}**`, count(row.told)]),
);

const text = readFileSync(page, "utf8");
const from = text.indexOf(BEGIN);
const to = text.indexOf(END);
if (from < 0 || to < from) {
  throw new Error(`${page} lacks the marks ${BEGIN} and ${END}`);
}
const figures = `Made by \`${command}\` at ${commit} on ${cpus().length} cores, clients, gateways and Redis together.

${faults}

Negative controls: the ledger must notice where \`RECOVERY_WINDOW=0\` switches recovery off.

${controls}
`;
writeFileSync(page, `${text.slice(0, from + BEGIN.length)}\n${figures}${text.slice(to)}`);
