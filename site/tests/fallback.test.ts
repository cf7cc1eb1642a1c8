// A theme of the six templates that every theme has to have: the core's own stand in for the rest.

import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const TOKENS = join(import.meta.dirname, "../../themes/courtyard/tokens");
const TEMPLATES: Readonly<Record<string, string>> = {
  Base: `const { site } = Astro.props;\n---\n<a href="#main">{site.t("skip")}</a><main id="main"><slot /></main>`,
  Home: `const { site, posts } = Astro.props;\n---\n<h1>{site.title}</h1>{posts.map((post) => <p><a href={post.url}>{post.title}</a></p>)}`,
  List: `const { title, posts } = Astro.props;\n---\n<h1>{title}</h1>{posts.map((post) => <p><a href={post.url}>{post.title}</a></p>)}`,
  Post: `const { post, headings } = Astro.props;\n---\n<h1>{post.title}</h1><nav>{headings.map(({ slug, text }) => <a href={"#" + slug}>{text}</a>)}</nav><slot />`,
  Page: `const { page } = Astro.props;\n---\n<h1>{page.title}</h1><slot />`,
  NotFound: `const { site } = Astro.props;\n---\n<h1>{site.t("not-found")}</h1>`,
};

it("lets a theme of six templates show every kind of page", { timeout: 60_000 }, async () => {
  await using garden = await makeGarden();
  await garden.write(
    "../tiny/theme.ts",
    'import { defineTheme } from "@courtyard/themes/definition.ts";\nexport default defineTheme({ api: 1, name: "tiny" });\n',
  );
  await garden.write(
    "../tiny/assets/favicon.svg",
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>',
  );
  await cp(TOKENS, join(garden.root, "tiny/tokens"), { recursive: true });
  for (const [name, source] of Object.entries(TEMPLATES)) {
    await garden.write(`../tiny/templates/${name}.astro`, `---\n${source}\n`);
  }
  const settings = await readTree(garden.contentDir).then((tree) => tree.get("site.yaml") ?? "");
  await garden.write("site.yaml", `${Buffer.from(settings, "latin1").toString()}theme: ../tiny\n`);
  using press = await makePress(garden);
  rendered(await press.update());
  const out = await readTree(join(press.dir, "out"));
  // Old addresses are pages of the core's that lead on at once.
  const pages = [...out].filter(
    ([file, text]) => file.endsWith(".html") && !text.includes('http-equiv="refresh"'),
  );
  for (const [file, html] of pages) expect(html.match(/<h1/g), file).toHaveLength(1);
  const shows = (file: string, ...parts: string[]) => {
    for (const part of parts) expect(out.get(`${file}index.html`), file).toContain(part);
  };
  shows(
    "categories/soil/",
    "Posts in “Soil”".replaceAll(/[“”]/g, (q) => Buffer.from(q).toString("latin1")),
    'href="/posts/rain/"',
    'href="/categories/soil/water/"',
  );
  shows("categories/", 'href="/categories/soil/rot/"');
  shows("tags/beans/", 'rel="next" href="/tags/beans/page/');
  shows("series/from-seed-to-bean/", 'href="/posts/winter/"');
  shows("authors/bob/", 'href="https://bob.example/"');
  shows("archive/2025/", 'href="/posts/winter/"', 'aria-current="page"');
  shows("search/", 'class="search-form"');
  shows("subscribe/", "https://alice.example/feed.xml");
  shows("posts/first-bean/", 'href="#what-it-needs"');
});
