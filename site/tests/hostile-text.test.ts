// A text is read once per save, in one breath: one that makes the reader go over it again and again
// would stop everything. Each of these took minutes once; there is no other measure here than that the
// test ends.

import { expect, it } from "vitest";
import { feedHtml } from "../src/feeds/feed-html.ts";
import { readText } from "./support/read-text.ts";

const BYTES = 200_000;

function entryOf(text: string, head = "title: A\n") {
  return readText("posts/a.md", `---\n${head}date: 2026-01-01\n---\n\n${text}\n`);
}

it.each([
  ["opening brackets of tags", "<"],
  ["tags that nobody closes", "<a "],
  ["attributes that nobody closes", '<a href="'],
  ["brackets", "[["],
  ["embeds", "![[a"],
  ["pictures", "!["],
  ["links to nothing", "](<"],
  ["definitions of nothing", "[a]:<"],
  ["comments that nobody closes", "<!--"],
  ["marks", "==a "],
  ["headings of one name", "## a\n\n"],
])("a text of %s is read at one go", (_name, unit) => {
  const text = `words ${unit.repeat(BYTES / unit.length)}`;
  expect(entryOf(text).summary).not.toBe("");
});

it("a heading full of spaces is read at one go", () => {
  expect(entryOf(`# a${" ".repeat(BYTES)}b # c #\n\nx`, "").title).toBe("a");
});

it.each([
  ["# Rain #\n\nx", "Rain"],
  ["# C#\n\nx", "C#"],
  ["# In F# and C# ##  \r\n\r\nx", "In F# and C#"],
])("%j names the text by its heading", (text, title) => {
  expect(entryOf(text, "").title).toBe(title);
});

it.each(["<div>", "<object><p>", "<svg><g>"])(
  "a feed goes no deeper into %s than a reader would",
  (tag) => {
    const html = feedHtml(`<p>Rain</p>${tag.repeat(20_000)}x`, "https://alice.example/");
    expect(html).toMatch(/^<p>Rain<\/p>/);
  },
);
