import { expect, it } from "vitest";
import { describeEvent, type PublisherEvent } from "../src/publisher/events.ts";
import { firstFew } from "../src/publisher/first-few.ts";
import { type ProblemCode, placeIn } from "../src/store/problem.ts";

const problem = (code: ProblemCode, line: number): PublisherEvent => ({
  event: "problem",
  problem: placeIn("content/posts/a.md", "x").problem(code, { line, column: 1 }, { value: "x" }),
});

it("tells the first warnings of a kind, how many more there are, and every error", () => {
  const told: string[] = [];
  const show = firstFew((event) =>
    told.push(event.event === "problem" ? event.problem.code : describeEvent(event)),
  );
  for (let line = 1; line <= 500; line++) show(problem("W249", line));
  for (let line = 1; line <= 30; line++) show(problem("E105", line));
  show(problem("W201", 1));
  show({ event: "progress", doing: "render", done: 1, of: 2 });
  show({ event: "unchanged", seq: 1 });
  for (let line = 1; line <= 3; line++) show(problem("W249", line));
  show({ event: "unchanged", seq: 1 });
  const count = (text: string) => told.filter((line) => line === text).length;
  expect([count("W249"), count("E105"), count("W201")]).toEqual([20 + 3, 30, 1]);
  expect(told.filter((line) => line.includes("480"))).toEqual([
    "W249: 480 more of these in this folder. `courtyard publish --once --json` tells all of them.",
  ]);
  expect(told.indexOf("W201")).toBeLessThan(told.findIndex((line) => line.includes("480")));
});
