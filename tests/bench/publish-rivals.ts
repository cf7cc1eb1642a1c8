// The same corpus by others: stock `astro build` of our own site, Hugo, Eleventy, each with a post
// page, ten posts a list page, tag pages and a feed of thirty full texts.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A full build: seconds by the clock and of processors, megabytes at its peak; or why there is none. */
export type Built =
  | { readonly seconds: number; readonly processor: number; readonly megabytes: number }
  | { readonly skipped: string };

/** Runs a build to its end, looking at it five times a second (its memory: its own process's only). */
export async function timed(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Built> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  let megabytes = 0;
  let processor = 0;
  const looking = setInterval(() => {
    megabytes = Math.max(megabytes, peakOf(child.pid));
    processor = Math.max(processor, processorOf(child.pid));
  }, 200);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  clearInterval(looking);
  if (code !== 0) return { skipped: `it ended with ${code}: ${said.slice(-300)}` };
  return { seconds: (performance.now() - started) / 1000, processor, megabytes };
}

/** Seconds that a process and its ended children used of processors (proc(5): in hundredths). */
function processorOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return 0;
  }
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Stock Astro with the site's own configuration and no cache. */
export async function buildAstro(contentDir: string, root: string): Promise<Built> {
  const cache = join(root, "astro-cache");
  await rm(cache, { recursive: true, force: true });
  return timed(process.execPath, [join(ROOT, "node_modules/astro/bin/astro.mjs"), "build"], {
    cwd: join(ROOT, "site"),
    env: {
      NODE_ENV: "production",
      ASTRO_TELEMETRY_DISABLED: "1",
      ASTRO_DISABLE_UPDATE_CHECK: "true",
      COURTYARD_CONTENT: contentDir,
      COURTYARD_CACHE: cache,
      COURTYARD_OUT: join(root, "astro-out"),
      COURTYARD_ORIGIN: "https://bench.example",
    },
  });
}

/** Hugo from Debian, put in now where we may. */
export async function buildHugo(contentDir: string, root: string): Promise<Built> {
  if (!hasHugo()) {
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "hugo"], { stdio: "ignore" });
  }
  if (!hasHugo()) return { skipped: "Hugo is not here and cannot be installed" };
  const site = join(root, "hugo");
  await rm(site, { recursive: true, force: true });
  await mkdir(join(site, "layouts/_default"), { recursive: true });
  await mkdir(join(site, "content"), { recursive: true });
  await cp(join(contentDir, "posts"), join(site, "content/posts"), { recursive: true });
  await writeFile(
    join(site, "config.toml"),
    `baseURL = "https://bench.example/"\ntitle = "Bench"\npaginate = 10\n[services.rss]\nlimit = 30\n[taxonomies]\ntag = "tags"\n[markup.goldmark.renderer]\nunsafe = true\n`,
  );
  const page = (body: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><link rel="canonical" href="{{ .Permalink }}"></head><body><header><a href="/">Bench</a></header><main>${body}</main></body></html>`;
  const list = `<h1>{{ .Title }}</h1>{{ range .Paginator.Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><time>{{ .Date.Format "2006-01-02" }}</time><p>{{ .Summary }}</p>{{ range .Params.tags }}<a href="/tags/{{ . | urlize }}/">{{ . }}</a>{{ end }}</article>{{ end }}{{ with .Paginator.Next }}<a href="{{ .URL }}">older</a>{{ end }}`;
  const single = `<h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>{{ .Content }}{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}`;
  const terms = `{{ range .Data.Terms.Alphabetical }}<a href="{{ .Page.RelPermalink }}">{{ .Page.Title }} {{ .Count }}</a>{{ end }}`;
  const layouts = join(site, "layouts/_default");
  await writeFile(join(layouts, "single.html"), page(single));
  await writeFile(join(layouts, "list.html"), page(list));
  await writeFile(join(layouts, "terms.html"), page(terms));
  return timed("hugo", ["--quiet", "--source", site, "--destination", join(root, "hugo-out")], {
    cwd: site,
  });
}

function hasHugo(): boolean {
  try {
    execFileSync("hugo", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Eleventy as it comes, with its own Markdown. */
export async function buildEleventy(contentDir: string, root: string): Promise<Built> {
  const command = join(ROOT, "node_modules/@11ty/eleventy/cmd.cjs");
  if (!existsSync(command)) return { skipped: "Eleventy is not installed" };
  const site = join(root, "eleventy");
  await rm(site, { recursive: true, force: true });
  await mkdir(join(site, "_includes"), { recursive: true });
  await cp(join(contentDir, "posts"), join(site, "posts"), { recursive: true });
  const frame = (main: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><header><a href="/">Bench</a></header><main>${main}</main></body></html>`;
  const card = `<article><h2><a href="{{ post.url }}">{{ post.data.title }}</a></h2><time>{{ post.date.toISOString() }}</time>{% for tag in post.data.tags %}<a href="/tags/{{ tag }}/">{{ tag }}</a>{% endfor %}</article>`;
  await writeFile(
    join(site, "_includes/post.njk"),
    frame("<h1>{{ title }}</h1>{{ content | safe }}"),
  );
  await writeFile(join(site, "posts/posts.json"), `{"layout":"post.njk"}`);
  await writeFile(
    join(site, "list.njk"),
    `---\ntitle: Posts\npagination:\n  data: collections.posts\n  size: 10\n  alias: items\npermalink: "/posts/page/{{ pagination.pageNumber }}/"\n---\n${frame(`{% for post in items %}${card}{% endfor %}`)}`,
  );
  await writeFile(
    join(site, "tags.njk"),
    `---\ntitle: Tag\npagination:\n  data: collections.rows\n  size: 1\n  alias: row\npermalink: "/tags/{{ row.tag }}/{{ row.page }}/"\n---\n${frame(`{% for post in row.posts %}${card}{% endfor %}`)}`,
  );
  await writeFile(
    join(site, "feed.njk"),
    `---\npermalink: /feed.xml\n---\n<rss version="2.0"><channel><title>Bench</title>{% for post in collections.newest %}<item><title>{{ post.data.title }}</title><link>https://bench.example{{ post.url }}</link><description>{{ post.templateContent }}</description></item>{% endfor %}</channel></rss>`,
  );
  await writeFile(
    join(site, "eleventy.config.cjs"),
    `module.exports = (config) => {
  const posts = (api) => api.getFilteredByGlob("posts/*.md");
  config.addCollection("posts", posts);
  config.addCollection("newest", (api) => posts(api).slice(-30));
  config.addCollection("rows", (api) => {
    const tags = new Map();
    for (const post of posts(api)) for (const tag of post.data.tags) tags.set(tag, [...(tags.get(tag) ?? []), post]);
    const rows = [];
    for (const [tag, own] of tags) for (let at = 0; at < own.length; at += 10) rows.push({ tag, page: at / 10, posts: own.slice(at, at + 10) });
    return rows;
  });
  config.setQuietMode(true);
};
`,
  );
  return timed(process.execPath, [command, "--quiet", `--output=${join(root, "eleventy-out")}`], {
    cwd: site,
  });
}
