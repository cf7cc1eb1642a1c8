// Heads that do not begin as they should: whoever wrote `draft: true` into one is not to be published.

import { describe, expect, it } from "vitest";
import { readEntry } from "../src/store/entry.ts";
import { context, readText } from "./support/read-text.ts";

describe("a head that does not begin as it should", () => {
  const head = "title: Not yet\ntags:\n- a\n- b\ndraft: true\ndate: 2026-01-02";
  const text = "\nWords.\n";
  it.each([
    ["without its first line, as Hexo lets it be", `${head}\n---\n${text}`],
    ["with a longer rule", `----\n${head}\n----\n${text}`],
    ["below empty lines", `\n\n---\n${head}\n---\n${text}`],
    [
      "below a byte order mark and with CRLF",
      `\uFEFF${head}\n---\n${text}`.replaceAll("\n", "\r\n"),
    ],
    ["between the dashes that a phone makes of hyphens", `—-\n${head}\n—\n${text}`],
  ])("is read all the same: %s", (_, source) => {
    const entry = readText("posts/not-yet.md", source);
    expect(entry).toMatchObject({ title: "Not yet", tags: ["a", "b"], draft: true });
    expect(entry.text.read().trim()).toBe("Words.");
    expect(source.split(/\r?\n/)[entry.textLine - 1]).toBe("");
  });

  it("is told with its line when it is wrong", () => {
    const wrong = (source: string) => {
      const result = readEntry(Buffer.from(source), "posts/a.md", context);
      return result.ok ? [] : result.problems.map(({ code, line }) => `${code}:${line}`);
    };
    expect(wrong("\ntitle: A\ndate: 2026-02-30\n---\nText\n")).toEqual(["E104:3"]);
    expect(wrong('title: "A\ndraft: true\n---\nText\n')[0]).toMatch(/^E101:/);
    expect(wrong('"title": "A",\n"draft": true\n;;;\nText\n')).toEqual(["E108:1"]);
    for (const empty of ["", "\n \n", "\uFEFF"]) expect(wrong(empty)).toEqual(["W248:1"]);
  });

  it.each([
    "Note: this is a heading\n---\n\nText.\n",
    "A title: and a sentence.\nMore.\n\n---\n\nText.\n",
    "- a\n- b\n\n---\n",
    "title: never closed\n\nText.\n",
  ])("is not seen where there is none: %j", (source) => {
    const result = readEntry(Buffer.from(source), "posts/a.md", context);
    expect(result.ok && [result.entry.title, result.entry.text.read()]).toEqual(["a", source]);
  });

  it("is not seen below a heading", () => {
    const entry = readText("posts/a.md", "# A heading\ndate: of something\n---\n\nText.\n");
    expect(entry.title).toBe("A heading");
    expect(entry.text.read()).toContain("date: of something");
  });
});
