import { expect, test } from "vitest";
import { feedLinks } from "../../src/follow/feed-links.ts";

const PAGE = "https://a.example/blog/";
const LINK = '<link rel="alternate" type="application/atom+xml" title="a > b" href="feed.xml">';

test("finds the feeds that a page names, below the page's base", () => {
  expect(feedLinks(`<head>${LINK}</head>`, PAGE)).toEqual(["https://a.example/blog/feed.xml"]);
  expect(feedLinks(`<base href="/x/">${LINK}`, PAGE)).toEqual(["https://a.example/x/feed.xml"]);
});

// Each of these took minutes where the search began anew at every character: the timeout tells.
test.each([
  ["tags that never end", "<link ".repeat(80_000)],
  ["one endless name", `<link ${"a".repeat(480_000)}>`],
  ["names without values", `<link ${"a ".repeat(240_000)}>`],
  ["quotes that cross", `<link '"`.repeat(60_000)],
])("is not held up by a hostile page: %s", (_what, html) => {
  expect(feedLinks(html + LINK, PAGE).length).toBeLessThan(2);
});
