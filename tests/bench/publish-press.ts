// A process of its own that renders a folder and edits it, so that its memory and its start are its own.
// argv: content folder, state folder, bundle folder, number of posts, edits of each kind (0: render only).
// Prints one JSON line.

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openOutput } from "../../site/src/publisher/output.ts";
import { openSiteSource } from "../../site/src/publisher/site-source.ts";
import { quantile, rounded } from "./figure.ts";
import { type Change, mulberry32, postFile, postText, tagsOf } from "./publish-corpus.ts";

const [contentDir = "", dir = "", bundleDir = "", count = "0", times = "0"] = process.argv.slice(2);
const posts = Number(count);
const started = performance.now();
const output = await openOutput(dir);
const origin = "https://bench.example";
const clock = Date.now;
const source = openSiteSource({
  ...{ contentDir, dir, bundleDir, origin, output, clock },
});

async function update(paths: readonly string[] | "everything"): Promise<number> {
  const updated = await source.update(paths);
  if (updated.kind !== "rendered") throw new Error(JSON.stringify(updated));
  return updated.rendered.written.length + updated.rendered.dropped.length;
}

const written = await update("everything");
output.save();
const full = performance.now() - started;
const processor = secondsOf(process.cpuUsage());
const peak = process.resourceUsage().maxRSS / 1024;

const random = mulberry32(7);
const any = () => Math.floor(random() * posts);
const recent = () => posts - 1 - Math.floor(random() * 10);
let turn = 0;

async function put(n: number, change?: Change): Promise<string> {
  await writeFile(join(contentDir, postFile(n)), postText(n, posts, change));
  return postFile(n);
}

/** Each does something to post `n`; what it leaves is put back, unmeasured, before the next. */
const kinds: Record<string, { pick: () => number; edit: (n: number) => Promise<string> }> = {
  body: { pick: any, edit: (n) => put(n, { words: `Words of turn ${turn}.` }) },
  title: { pick: any, edit: (n) => put(n, { title: `Title of turn ${turn}` }) },
  "new post": { pick: () => posts + turn, edit: (n) => put(n) },
  "deleted post, one of the newest ten": { pick: recent, edit: remove },
  "deleted post, any": { pick: any, edit: remove },
  "renamed slug": { pick: any, edit: (n) => put(n, { slug: `slug-of-turn-${turn}` }) },
  "changed tag": {
    pick: any,
    edit: (n) => put(n, { tags: [...tagsOf(n).slice(1), `tag-${(n + turn) % 50}`] }),
  },
  "changed date, by an hour": {
    pick: any,
    edit: (n) => put(n, { date: dateOf(n) + 60 * 60 * 1000 }),
  },
  "changed date, to any other": { pick: any, edit: (n) => put(n, { date: dateOf(any()) + 1000 }) },
};

function dateOf(n: number): number {
  return Date.parse(/^date: (.*)$/m.exec(postText(n, posts))?.[1] ?? "");
}

async function remove(n: number): Promise<string> {
  await rm(join(contentDir, postFile(n)));
  return postFile(n);
}

/** Edits of a kind before those that are counted. */
const WARMING = 5;

const edits = [];
for (const [name, { pick, edit }] of Object.entries(Number(times) > 0 ? kinds : {})) {
  const walls: number[] = [];
  const cpus: number[] = [];
  const files: number[] = [];
  // The first of a kind are for the compiler's sake.
  for (let again = 1 - WARMING; again <= Number(times); again++) {
    turn += 1;
    const n = pick();
    const path = await edit(n);
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    const changed = await update([path]);
    const used = process.cpuUsage(cpu);
    if (again > 0) {
      walls.push(performance.now() - wall);
      cpus.push((used.user + used.system) / 1000);
      files.push(changed);
    }
    await update([n >= posts ? await remove(n) : await put(n)]);
  }
  const of = (values: number[], share: number) => rounded(quantile(values, share));
  edits.push({
    name,
    median: of(walls, 0.5),
    worst: of(walls, 0.95),
    cpu: of(cpus, 0.5),
    files: of(files, 0.5),
  });
}
source.close();
const peakAfter = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ full, processor, written, peak, peakAfter, edits }));
process.exit(0);

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return rounded((user + system) / 1e6);
}
