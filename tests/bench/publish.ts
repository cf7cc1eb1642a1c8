// `npm run bench:publish [-- --posts N] [--json] [--alone] [--folder DIR]`: how fast a save becomes a
// page, with 1,000 and 10,000 posts, and how a full build compares with stock Astro, Hugo and Eleventy
// on the same corpus in the same run. `--alone` leaves the others out.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { against, type Figure, rounded } from "./figure.ts";
import { writeCorpus } from "./publish-corpus.ts";
import { measureLive } from "./publish-live.ts";
import { buildAstro, buildEleventy, buildHugo } from "./publish-rivals.ts";

const PRESS = join(import.meta.dirname, "publish-press.ts");
const EDITS = 21;

interface Pressed {
  readonly full: number;
  /** Seconds of all threads, the bundler's process not counted. */
  readonly processor: number;
  readonly peak: number;
  readonly peakAfter: number;
  readonly edits: readonly {
    readonly name: string;
    readonly median: number;
    readonly worst: number;
    readonly cpu: number;
    readonly files: number;
  }[];
}

const { values } = parseArgs({
  options: {
    posts: { type: "string" },
    json: { type: "boolean", default: false },
    alone: { type: "boolean", default: false },
    folder: { type: "string" },
  },
});
const sizes = values.posts ? [Number(values.posts)] : [1_000, 10_000];
const root = await mkdtemp(join(values.folder ?? tmpdir(), "courtyard-bench-"));
try {
  const [cpu] = cpus();
  say(`${cpus().length} × ${cpu?.model ?? "?"}, Node ${process.version}, ${root}`);
  for (const posts of sizes) await measure(posts);
} finally {
  await rm(root, { recursive: true, force: true });
}

async function measure(posts: number): Promise<void> {
  const home = join(root, String(posts));
  const contentDir = join(home, "content");
  await writeCorpus(contentDir, posts);
  const dir = join(home, "press");
  await mkdir(dir);
  const of = `${posts} posts`;

  const cold = await press(contentDir, { dir, posts });
  show({ name: `full render, ${of}, cold`, value: seconds(cold.full), unit: "s" });
  show({ name: `peak memory, ${of}, cold`, value: rounded(cold.peak), unit: "MB" });
  // Not removed: for a minute after ten thousand files went, ext4 looks through them at each new one.
  await rename(join(dir, "out"), join(home, "former-out"));
  await rm(join(dir, "output.json"));
  const warm = await press(contentDir, { dir, posts });
  show({ name: `full render, ${of}, warm cache`, value: seconds(warm.full), unit: "s" });
  if (!values.alone) {
    const rivals = { "stock astro build": buildAstro, Hugo: buildHugo, Eleventy: buildEleventy };
    for (const [name, build] of Object.entries(rivals)) {
      const built = await build(contentDir, home);
      if ("skipped" in built) {
        say(`${name}: skipped, ${built.skipped}`);
        continue;
      }
      const whole = rounded(built.seconds);
      const used = rounded(built.processor);
      say(`${name}, ${of}: ${whole} s, ${used} s of processor, ${rounded(built.megabytes)} MB`);
      const colder = { name: `cold render beside ${name}, ${of}`, value: seconds(cold.full) };
      show(against({ ...colder, unit: "s" }, whole));
      const warmer = { name: `warm render beside ${name}, ${of}`, value: seconds(warm.full) };
      show(against({ ...warmer, unit: "s" }, whole));
      // Nearer to the truth than the clock when others use the machine too.
      const by = `processor of a warm render beside ${name}, ${of}`;
      show(against({ name: by, value: warm.processor, unit: "s" }, used));
    }
  }
  const edited = await press(contentDir, { dir, posts, edits: EDITS });
  for (const { name, median, worst, cpu, files } of edited.edits) {
    show({ name: `save to disk, ${of}, ${name}`, value: median, unit: "ms" });
    say(`    95 % under ${worst} ms; ${cpu} ms of processor; ${files} files`);
  }
  const live = await measureLive(contentDir, { root: home, dir, posts });
  show({ name: `start on ${of}, unchanged`, value: live.start, unit: "ms" });
  show({ name: `settled save to live, ${of}`, value: live.live, unit: "ms" });
  show({ name: `save to live with the watcher's delay, ${of}`, value: live.all, unit: "ms" });
  show({ name: `peak memory, ${of}, watching`, value: live.megabytes, unit: "MB" });
}

/** Renders in a process of its own; the bundle of templates is made inside the first. */
async function press(
  contentDir: string,
  { dir, posts, edits = 0 }: { dir: string; posts: number; edits?: number },
): Promise<Pressed> {
  const args = [PRESS, contentDir, dir, join(dir, "cache/bundle"), String(posts), String(edits)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Pressed;
}

function show(figure: Figure): void {
  if (values.json) {
    console.log(JSON.stringify(figure));
    return;
  }
  const { name, value, unit, baseline, ratio } = figure;
  const beside = baseline === undefined ? "" : `   of ${baseline} ${unit}: ${ratio}`;
  console.log(`  ${name.padEnd(68)} ${String(value).padStart(8)} ${unit}${beside}`);
}

/** What no program reads: on stderr when the figures are for one. */
function say(text: string): void {
  const line = `${text} (load ${loadavg()[0]?.toFixed(1)})`;
  if (values.json) console.error(line);
  else console.log(line);
}

function seconds(ms: number): number {
  return rounded(ms / 1000);
}
