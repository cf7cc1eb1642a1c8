import { describe, expect, it } from "vitest";
import { formatProblem } from "../src/store/problem.ts";
import { readSettings } from "../src/store/settings.ts";

function problems(source: string): string[] {
  const read = readSettings(source, "content/site.yaml");
  return read.ok ? [] : read.problems.map((problem) => formatProblem(problem).split("\n")[0] ?? "");
}

describe("site.yaml", () => {
  it("fills in what it does not say", () => {
    const read = readSettings("title: T\n", "content/site.yaml");
    expect(read).toMatchObject({
      ok: true,
      settings: { lang: "en", postsPerPage: 10, timezone: "UTC", author: { name: "T" } },
    });
  });

  it("takes languages and menus as lists or as maps", () => {
    const list = readSettings("title: T\nlang: zh\nlanguages: [en, zh]\n", "site.yaml");
    expect(list.ok && list.settings.languages.map(({ lang, label }) => [lang, label])).toEqual([
      ["zh", "中文"],
      ["en", "English"],
    ]);
    const map = readSettings(
      "title: T\nlanguages: { en: {}, zh: { title: 标题, author: { bio: 简介 } } }\nmenu: { zh: [{ label: 关于, url: /zh/about/ }] }\n",
      "site.yaml",
    );
    expect(map.ok && map.settings.languages[1]).toMatchObject({
      title: "标题",
      menu: [{ label: "关于" }],
      author: { name: "T", bio: "简介" },
    });
  });

  it.each([
    ["description: no title\n", ":1:1 error E110 site.yaml: `title` has to be a line of text"],
    ["title: T\npostsPerPage: 0\n", ":2:15 error E110 site.yaml: `postsPerPage`"],
    ["title: T\ntimezone: Mars/Olympus\n", ":2:11 error E110 site.yaml: `timezone`"],
    [
      "title: T\nmenu:\n  - label: x\n    url: javascript:alert(1)\n",
      ":4:10 error E110 site.yaml: `menu.0.url`",
    ],
    ["title: T\nauthor: { name: A, url: 'ftp://x' }\n", ":2:25 error E110 site.yaml: `author.url`"],
    ["title: T\nlang: english language\n", "`lang` has to be a language"],
    ["title: [\n", "error E111 site.yaml is not valid YAML"],
  ])("refuses %j", (source, expected) => {
    expect(problems(source).join("\n")).toContain(expected);
  });
});
