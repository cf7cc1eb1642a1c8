import { describe, expect, it } from "vitest";
import { readFrontmatter } from "../src/store/frontmatter.ts";
import { formatProblem } from "../src/store/problem.ts";

const file = "content/posts/旅行.md";

function read(source: string) {
  return readFrontmatter(source, { file, timezone: "Asia/Shanghai" });
}

function head(source: string) {
  const result = read(source);
  if (!result.ok) throw new Error(result.problems.map((p) => formatProblem(p)).join("\n"));
  return result.file;
}

function messages(source: string, lang: "en" | "zh" = "en"): string[] {
  const result = read(source);
  return result.ok ? [] : result.problems.map((problem) => formatProblem(problem, lang));
}

describe("frontmatter", () => {
  it("keeps the spelling of text that YAML would take for a number", () => {
    const { head: front } = head("---\ntitle: 2024\nslug: 0123\ntags: [007, yes]\n---\nx");
    expect(front).toMatchObject({ title: "2024", slug: "0123", tags: ["007", "yes"] });
  });

  it("reads a date without a zone in the site's zone, and one with a zone as it is", () => {
    const { head: front } = head(
      "---\ndate: 2026-03-09 08:00\nupdated: 2026-03-09T08:00:00+02:00\n---\n",
    );
    expect(new Date(front.date ?? 0).toISOString()).toBe("2026-03-09T00:00:00.000Z");
    expect(new Date(front.updated ?? 0).toISOString()).toBe("2026-03-09T06:00:00.000Z");
  });

  it("takes tags as a list, as a line with commas of both kinds, and with leading hashes", () => {
    expect(head("---\ntags: 茶，旅行, tea\n---\n").head.tags).toEqual(["茶", "旅行", "tea"]);
    expect(head('---\ntags: ["#a", b, a]\n---\n').head.tags).toEqual(["a", "b"]);
    expect(head("---\ntags: tea black tea, 茶\n---\n").head.tags).toEqual(["tea black tea", "茶"]);
    expect(head("---\ntags: tea note/deep\n---\n").head.tags).toEqual(["tea", "note/deep"]);
    expect(head("---\ntag: black tea\n---\n").head.tags).toEqual(["black tea"]);
  });

  it("says on which line of the file the text begins", () => {
    expect(head("---\ntitle: x\n---\nfirst").bodyLine).toBe(4);
    expect(head("first").bodyLine).toBe(1);
    expect(head("\uFEFF---\r\ntitle: x\r\n---\r\nfirst").body).toBe("first");
  });

  it("points at the line and the value of a date that does not exist", () => {
    expect(messages("---\ntitle: x\ndate: 2026-02-30\n---\nx")).toEqual([
      `${file}:3:7 error E104 \`date: 2026-02-30\` is not a date that exists. Write it like 2026-03-09 or 2026-03-09 18:30.\n` +
        "3 | date: 2026-02-30\n          ^",
    ]);
  });

  it("points at broken YAML, in the writer's language", () => {
    const [message = ""] = messages('---\ntitle: "open\ndate: 2026-01-01\n---\nx', "zh");
    expect(message).toMatch(
      /^content\/posts\/旅行\.md:\d+:\d+ error E101 文首信息不是正确的 YAML：/,
    );
  });

  it("answers the same for the same broken text a second time", () => {
    const source = "---\ntitle: [\n---\nx";
    expect(messages(source)).toHaveLength(1);
    expect(messages(source)).toEqual(messages(source));
  });

  it("reports a duplicate key", () => {
    expect(messages("---\ntitle: a\ntitle: b\n---\n")[0]).toContain(":3:1 error E101");
  });

  it.each([
    ["---js\n{ title: process.exit() }\n---\n", "E108"],
    ["---json\n{}\n---\n", "E108"],
    ["---\ntitle: never closed\n\ntext", "E109"],
    ["---\n- a\n- b\n---\n", "E102"],
    ["---\ntags: { a: 1 }\n---\n", "E103"],
    ["---\ndraft: perhaps\n---\n", "E103"],
    ["---\nslug: '///'\n---\n", "E105"],
    ["---\ndate: yesterday\n---\n", "E104"],
    ["---\ndate: { y: 1 }\n---\n", "E104"],
    ["---\na: &a [1]\nb: [*a, *missing]\n---\n", "E101"],
  ])("refuses %j with %s", (source, code) => {
    expect(messages(source).join()).toContain(` ${code} `);
  });

  it("takes a rule of hyphens in a text without frontmatter for a rule", () => {
    expect(head("text\n\n---\n\nmore").body).toBe("text\n\n---\n\nmore");
  });
});
