import { expect, it } from "vitest";
import { formatProblem, type ProblemCode, placeIn } from "../src/store/problem.ts";
import { problemReasons } from "../src/store/problem-reasons.ts";
import { problemWording } from "../src/store/problem-wording.ts";

const values = {
  key: "tags",
  value: "VALUE",
  reason: "REASON",
  url: "/posts/旅行/",
  other: "posts/a.md",
  language: "TOML",
  image: "a.png",
  date: "2026-03-09 18:30",
  near: "title",
  target: "posts/rain.md",
  chosen: "posts/a/rain.md",
  others: "posts/b/rain.md",
  part: "Clouds",
  why: "draft: true",
  size: "65",
  most: "64",
  theme: "rain",
  places: "content/themes/rain",
  api: "2",
  own: "1",
  chain: "a → b → a",
  templates: "templates/Home.astro",
  tokens: "color.ink",
  file: "talk.mp3",
  original: "rain.md",
  options: "a, b",
  range: "1 to 9",
  code: "W220",
  more: "80",
  count: "3",
};

it.each(["en", "zh"] as const)(
  "every finding is said in %s, with nothing left to fill in",
  (lang) => {
    const place = placeIn("content/posts/旅行.md", "---\ntitle: 旅行\ntags: 5\n---");
    const said = Object.keys(problemWording[lang]).map((code) =>
      formatProblem(place.problem(code as ProblemCode, { line: 3, column: 7 }, values), lang),
    );
    expect(said.join("\n\n")).not.toMatch(/\{\w+\}/);
    expect(said.join("\n\n")).toMatchSnapshot();
  },
);

it("every reason is said in both languages, with the same values", () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  expect(Object.keys(problemReasons.zh)).toEqual(Object.keys(problemReasons.en));
  for (const [why, text] of Object.entries(problemReasons.en)) {
    expect(holes(problemReasons.zh[why] ?? ""), why).toEqual(holes(text));
  }
});
