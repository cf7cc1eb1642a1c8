import { describe, expect, it } from "vitest";
import { isIgnored, isTextFile } from "../src/store/content-files.ts";
import { isLanguageTag, readFileName } from "../src/store/file-name.ts";
import { readMoment } from "../src/store/moment.ts";
import { slugOf } from "../src/store/slug.ts";

describe("slugs", () => {
  it.each([
    ["My First Post!", "my-first-post"],
    ["旅行 与 茶", "旅行-与-茶"],
    ["中文排版", "中文排版"],
    ["C++", "c++"],
    ["C#", "c-sharp"],
    ["Über Kompost", "über-kompost"],
    ["../../etc/passwd", "etc-passwd"],
    ["a/b\\c?d#e", "a-b-c-d-sharpe"],
    ["...", ""],
    ["かな と カナ", "かな-と-カナ"],
    ["cafe\u0301", "café"],
    ["雨".repeat(90), "雨".repeat(66)],
  ])("makes %j into %j", (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });
});

describe("file names", () => {
  it("tell date, language and stem", () => {
    expect(readFileName("posts/2026-03-09-walk.zh.md", isLanguageTag)).toEqual({
      key: "posts/2026-03-09-walk",
      lang: "zh",
      date: "2026-03-09",
      stem: "walk",
    });
  });
  it("do not take a word after a dot for a language", () => {
    expect(readFileName("posts/2026-03-09.md", isLanguageTag)).toEqual({
      ...{ key: "posts/2026-03-09", date: "2026-03-09", stem: "2026-03-09" },
    });
    expect(readFileName("posts/node.js.md", isLanguageTag).stem).toBe("node.js");
    expect(readFileName("posts/v2.0.md", isLanguageTag).stem).toBe("v2.0");
  });
  it("let a folder with an index be a post with its pictures", () => {
    expect(readFileName("posts/2026-03-09-walk/index.md", isLanguageTag).stem).toBe("walk");
  });
  it.each([
    ".DS_Store",
    "posts/.x.md.swp",
    "posts/x.md~",
    "posts/x.sync-conflict-1.md",
    "posts/x.tmp",
  ])("ignore %s", (file) => expect(isIgnored(file)).toBe(true));
  it("take Markdown in posts and pages alone for texts", () => {
    expect(["posts/a.md", "pages/b/c.md", "README.md", "posts/a.txt"].map(isTextFile)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const read = ["_posts/a.md", "_drafts/b.md", "posts/_drafts/c.md", "posts/a_b.md"];
    const putAside = ["posts/_index.md", "posts/_templates/a.md", "posts/b/_c.md", "_notes/d.md"];
    expect(read.filter(isTextFile)).toEqual(read);
    expect(putAside.filter(isTextFile)).toEqual([]);
  });
});

describe("moments", () => {
  it("follow a zone's change of clocks", () => {
    const iso = (text: string) =>
      new Date(readMoment(text, "Europe/Berlin") ?? Number.NaN).toISOString();
    expect(iso("2026-03-29 01:30")).toBe("2026-03-29T00:30:00.000Z");
    expect(iso("2026-03-29 03:30")).toBe("2026-03-29T01:30:00.000Z");
    expect(iso("2026-07-01")).toBe("2026-06-30T22:00:00.000Z");
  });
  it.each(["2026-13-01", "2026-00-10", "2026-02-29", "2026-01-01 24:00", "01.02.2026", ""])(
    "refuse %j",
    (text) => expect(readMoment(text, "UTC")).toBeUndefined(),
  );
});
