// A site whose theme changes under it: what is live stays whole, and says what is wrong.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RenderFailed } from "../src/publisher/render-page.ts";
import { makeGarden, makePress, readTree, rendered, SHARED } from "./support/garden.ts";

const sheetOf = (tree: Map<string, string>) =>
  [...tree].find(([file]) => file.endsWith(".css"))?.[1] ?? "";

it("shows an override, a token of the site's own, and keeps both over a theme that is not right", {
  timeout: 240_000,
}, async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  await garden.write(
    "_theme/PostCard.astro",
    `---\nimport Card from "parent:components/PostCard.astro";\n---\n<div class="mine"><Card {...Astro.props} /></div>\n`,
  );
  await garden.write(
    "_theme/Toc.astro",
    "---\nconst { headings } = Astro.props;\n---\n<p>{headings.length} parts</p>\n",
  );
  await garden.write(
    "_theme/Comments.astro",
    `---\nimport Comments from "parent:components/Comments.astro";\n---\n<p>Be kind.</p><Comments {...Astro.props} />\n`,
  );
  await garden.write("_theme/FollowButton.astro", "<b>Read on</b>\n");
  await garden.write(
    "posts/parts.md",
    "---\ntitle: Parts\ndate: 2026-01-01\ntoc: true\n---\n\n## One\n\n## Two\n",
  );
  await garden.write(
    "_theme/tokens/base.tokens.json",
    JSON.stringify({ measure: { $type: "dimension", $value: { value: 21, unit: "rem" } } }),
  );
  rendered(await press.update());
  const out = async () => readTree(join(press.dir, "out"));
  const before = await out();
  expect(before.get("index.html")).toContain('<div class="mine"><article class="h-entry card"');
  expect(sheetOf(before)).toContain("--measure:21rem");
  const post = before.get("posts/parts/index.html") ?? "";
  expect(post).toContain("<p>2 parts</p>");
  expect(post).toMatch(/<p>Be kind\.<\/p>\s*<section class="comments" id="comments"/);
  expect(post).toContain("<b>Read on</b>");

  await garden.write("_theme/tokens/base.tokens.json", '{ "measure": { "$value": "{gone}" } }');
  const wrong = rendered(await press.update(["_theme/tokens/base.tokens.json"]));
  const own = (of: typeof wrong) => of.problems.filter(({ code }) => code.startsWith("E13"));
  expect(own(wrong)).toMatchObject([
    { code: "E136", file: "content/_theme/tokens/base.tokens.json", line: 1 },
  ]);
  expect(await out()).toEqual(before);

  await garden.write("_theme/tokens/base.tokens.json", "{}");
  expect(own(rendered(await press.update(["_theme/tokens/base.tokens.json"])))).toEqual([]);
  expect(sheetOf(await out())).toContain("--measure:34rem");
});

it("publishes nothing under a theme that is not there", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  await garden.write("site.yaml", "title: Garden\nlang: en\ntheme: nowhere\n");
  const updated = await press.update();
  expect(updated).toMatchObject({
    kind: "no-settings",
    problems: [{ code: "E130", file: "content/site.yaml", line: 3, column: 8 }],
  });
});

const RAIN = `export default defineTheme({ api: 1, name: "rain", extends: "courtyard", settings: {
  motto: { type: "text", label: { en: "Motto" }, default: "Slowly" },
  logo: { type: "image", label: { en: "Logo" } },
  accent: { type: "colour", label: { en: "Accent" }, token: "color.accent" },
} });`;
const BASE = `---
import Base from "parent:templates/Base.astro";
const { site, kind, settings } = Astro.props;
---
<Base site={site} kind={kind} settings={settings}><p class="motto">{settings.motto} {site.t("rain.hint")} {site.t("search")}</p>{settings.logo && <img class="logo" src={settings.logo.src} alt="" />}<slot /></Base>`;

it("takes a setting into every page without bundling anew, and a theme's own words", {
  timeout: 240_000,
}, async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  const siteYaml = `title: Garden\nlang: en\nlanguages: [en, zh]\ntheme: ./themes/rain\n`;
  await garden.write("themes/rain/theme.ts", RAIN);
  await garden.write("themes/rain/templates/Base.astro", BASE);
  await garden.write("themes/rain/i18n/en.json", '{ "rain.hint": "It rains.", "search": "Look" }');
  await garden.write("themes/rain/i18n/zh-Hans.json", '{ "rain.hint": "下雨了。" }');
  await garden.write("site.yaml", siteYaml);
  rendered(await press.update());
  const out = async () => readTree(join(press.dir, "out"));
  const page = (tree: Map<string, string>, file: string) =>
    Buffer.from(tree.get(file) ?? "", "latin1").toString();
  const before = await out();
  expect(page(before, "index.html")).toContain('<p class="motto">Slowly It rains. Look</p>');
  expect(page(before, "zh/index.html")).toContain('<p class="motto">Slowly 下雨了。 搜索</p>');
  expect(page(before, "404.html")).toContain('<p class="motto">Slowly');
  const sheets = (tree: Map<string, string>) =>
    [...tree.keys()].filter((file) => /^_astro\/.*\.css$/.test(file));
  expect(sheets(before)).toHaveLength(1);

  await garden.write(
    "site.yaml",
    `${siteYaml}themeSettings:\n  motto: { en: Quickly, zh: 快快 }\n  accent: "#123456"\n  logo: images/draft.png\n`,
  );
  const changed = rendered(await press.update(["site.yaml"]));
  const after = await out();
  expect(page(after, "posts/rain/index.html")).toContain("Quickly It rains.");
  expect(page(after, "zh/index.html")).toContain("快快 下雨了。");
  const own = sheets(after).find((file) => !before.has(file)) ?? "";
  expect(after.get(own)).toBe(
    "html:root{--accent: #123456;--accent-faint: color-mix(in oklab, #123456 35%, transparent)}\n@media (prefers-color-scheme: dark){html:root{--accent: #123456;--accent-faint: color-mix(in oklab, #123456 35%, transparent)}}",
  );
  expect(page(after, "index.html")).toContain(`<link rel="stylesheet" href="/${own}">`);
  expect(sheets(after)).toEqual(expect.arrayContaining(sheets(before)));
  expect(changed.problems.filter(({ code }) => code === "E138")).toEqual([]);
  // No text shows it: the setting alone makes it a picture of the site.
  const logo = /<img class="logo" src="\/([^"]+)"/.exec(page(after, "index.html"))?.[1] ?? "";
  expect(logo).toMatch(/^_image\/draft-/);
  expect(after.has(logo)).toBe(true);
  expect(before.has(logo)).toBe(false);
});

const THROWS = `---
const { post } = Astro.props;
const card: string = post.title === "Tea" ? post.nothing.length : post.title;
---
<p>{card}</p>
`;

it.each([
  ["in this thread", 1_000],
  ["in threads", 1],
])(
  "tells on which page, in which line of which template something was thrown, %s",
  {
    timeout: 240_000,
  },
  async (where, threadsFrom) => {
    await using garden = await makeGarden({ empty: true });
    using press = await makePress(garden, { threadsFrom });
    await garden.write("posts/tea.md", "---\ntitle: Tea\ndate: 2026-03-01\n---\n\nGreen.\n");
    // A bundle is shared by what it was made from, and knows the folder of the first who made it.
    await garden.write("_theme/PostCard.astro", `${THROWS}<!-- ${where} -->\n`);
    const failure = await press.update().then(String, (error: unknown) => error);
    expect(failure).toBeInstanceOf(RenderFailed);
    expect(failure).toMatchObject({
      fault: {
        reason: "Cannot read properties of undefined (reading 'length')",
        place: { file: join(garden.contentDir, "_theme/PostCard.astro"), line: 3 },
      },
    });
    expect(String(failure)).toMatch(/^Error: \/(posts\/)?: Cannot read/);
  },
);

it("tells what the compiler said with its place, and leaves no half-made bundle", async () => {
  await using garden = await makeGarden({ empty: true });
  using press = await makePress(garden);
  await garden.write("posts/tea.md", "---\ntitle: Tea\ndate: 2026-03-01\n---\n\nGreen.\n");
  await garden.write("_theme/PostCard.astro", "---\nconst a = ;\n---\n<p>{a}</p>\n");
  const failure = await press.update().then(String, String);
  const file = join(garden.contentDir, "_theme/PostCard.astro");
  expect(failure).toContain(`${file}:2:10\nCompilerError: Unexpected token`);
  expect(failure).not.toContain("    at ");
  const own = (await readdir(join(SHARED, "bundle"))).filter((name) =>
    name.startsWith(`making-${process.pid}-`),
  );
  expect(own).toEqual([]);
});
