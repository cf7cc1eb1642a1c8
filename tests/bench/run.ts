// `npm run bench [-- NAME…] [--json]`: runs all benchmarks, or those named, one after another.

import { comment } from "./comment.ts";
import type { Bench, Figure } from "./figure.ts";
import { guests } from "./guests.ts";
import { inbox } from "./inbox.ts";
import { pageLoad } from "./page-load.ts";
import { search } from "./search.ts";

const BENCHES: Readonly<Record<string, Bench>> = {
  inbox,
  comment,
  guests,
  "page-load": pageLoad,
  search,
};

const args = process.argv.slice(2);
const isJson = args.includes("--json");
const names = args.filter((arg) => arg !== "--json");
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(
    `No benchmark is called ${unknown.join(", ")}. There are: ${Object.keys(BENCHES).join(", ")}.`,
  );
  process.exit(2);
}

for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  if (!isJson) console.log(`\n${name}`);
  const figures = await bench();
  if (isJson) for (const figure of figures) console.log(JSON.stringify(figure));
  else printTable(figures);
}

function printTable(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, unit, baseline, ratio } of figures) {
    const beside = baseline === undefined ? "" : `   baseline ${baseline} ${unit}, ratio ${ratio}`;
    console.log(`  ${name.padEnd(width)}  ${String(value).padStart(8)} ${unit}${beside}`);
  }
}
