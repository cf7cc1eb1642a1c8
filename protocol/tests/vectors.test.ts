import { describe, expect, test } from "vitest";
import { allVectorFiles } from "../vectors/generate/all.ts";
import { readVectorFiles } from "./vectors/read-vectors.ts";
import { runVectors } from "./vectors/run-vectors.ts";

const files = readVectorFiles();
const results = await runVectors(files);

test("there are vectors of all seven pages", () => {
  const pages = new Set(Object.keys(files).map((name) => name.slice(0, 2)));
  expect([...pages]).toEqual(["01", "02", "03", "04", "05", "06", "07"]);
  expect(results.length).toBeGreaterThan(800);
});

describe.each(Object.keys(files))("vectors/%s", (file) => {
  test("comes out as it says", () => {
    const wrong = results.filter((result) => result.file === file && !result.ok);
    expect(wrong).toEqual([]);
  });

  test("names each case once, and each cites a MUST", () => {
    const cases = files[file]?.cases ?? [];
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.filter(({ musts }) => musts.length === 0)).toEqual([]);
  });
});

test("the generator still makes the committed vectors, byte for byte", async () => {
  const { "02-envelope/signatures.json": _known, ...generated } = files;
  expect(await allVectorFiles()).toEqual(generated);
});
