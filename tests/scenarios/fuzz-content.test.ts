// Feeds the publisher's readers with the example site's own files, spoilt: a writer's broken file is a
// message with a line, never a fault. `COURTYARD_SEED` repeats a run.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isSafePath } from "@courtyard/protocol/manifest.ts";
import { courtyardMarkdown } from "@courtyard/site/markdown/processor.ts";
import { readEntry } from "@courtyard/site/store/entry.ts";
import { formatProblem, type Problem } from "@courtyard/site/store/problem.ts";
import { readSettings } from "@courtyard/site/store/settings.ts";
import { expect, test } from "vitest";
import { seededRandom } from "../living/seeded-random.ts";
import { mutant, spoiltBytes } from "./fuzz/mutant.ts";

const INPUTS = Number(process.env.COURTYARD_FUZZ ?? 400);
const CONTENT = fileURLToPath(new URL("../../content/", import.meta.url));
const random = seededRandom("fuzz of content");

const posts = readdirSync(`${CONTENT}posts`)
  .filter((name) => name.endsWith(".md"))
  .map((name) => ({ file: `posts/${name}`, bytes: readFileSync(`${CONTENT}posts/${name}`) }));
const settings = readFileSync(`${CONTENT}site.yaml`);

/** Heads that YAML reads, with values that nobody meant. */
const heads = [
  { title: "A day", date: "2026-03-01", tags: ["tea", "旅行"], draft: false, slug: "a-day" },
  {
    title: "A day",
    updated: "2026-03-01T10:00+08:00",
    lang: "zh",
    cover: { src: "a.png", alt: "" },
  },
];

function expectProblems(problems: readonly Problem[], bytes: Buffer): void {
  expect(problems.length).toBeGreaterThan(0);
  const lines = bytes.toString("latin1").split(/\r\n|\r|\n/).length;
  for (const problem of problems) {
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lines + 1);
    expect(formatProblem(problem, random.pick(["en", "zh"]))).not.toContain("undefined");
  }
}

test("reads spoilt posts or says what is wrong with them, and renders what it has read", async () => {
  const renderer = await courtyardMarkdown().createRenderer({});
  let read = 0;
  for (let i = 0; i < INPUTS; i++) {
    const { file, bytes } = random.pick(posts);
    // JSON is YAML: a spoilt JSON head goes past the splitter into the schema.
    const head = Buffer.concat([
      Buffer.from("---\n"),
      mutant(random, heads),
      Buffer.from("\n---\n"),
    ]);
    const spoilt = i % 3 === 0 ? Buffer.concat([head, bytes]) : spoiltBytes(random, bytes, heads);
    const result = readEntry(spoilt, file, {
      folder: "content",
      lang: "en",
      timezone: "Asia/Shanghai",
      isLang: (suffix) => suffix === "zh",
      firstSeen: () => 0,
    });
    if (!result.ok) {
      expectProblems(result.problems, spoilt);
      continue;
    }
    read += 1;
    const { entry } = result;
    expect(Number.isSafeInteger(entry.date)).toBe(true);
    expect(isSafePath(`posts/${entry.slug}/index.html`), entry.slug).toBe(true);
    expect(entry.slug).not.toContain("/");
    const { code } = await renderer.render(entry.text.read(), {
      frontmatter: { lang: entry.lang },
    });
    expect(typeof code).toBe("string");
  }
  expect(read).toBeGreaterThan(INPUTS / 10);
});

test("reads spoilt settings or says what is wrong with them", () => {
  for (let i = 0; i < INPUTS; i++) {
    const spoilt =
      i % 3 === 0
        ? mutant(random, [{ title: "Home", lang: "en", languages: ["en", "zh"], timezone: "UTC" }])
        : spoiltBytes(random, settings);
    const result = readSettings(spoilt.toString("utf8"), "content/site.yaml");
    if (result.ok) expect(result.settings.languages.length).toBeGreaterThan(0);
    else expectProblems(result.problems, spoilt);
  }
});
