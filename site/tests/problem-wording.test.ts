import { expect, it } from "vitest";
import { formatProblem, type ProblemCode, placeIn } from "../src/store/problem.ts";
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
