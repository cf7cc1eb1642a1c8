import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import { isRefusalCode, REFUSALS } from "../src/refusal.ts";
import { readBehaviours, readVectorFiles } from "./vectors/read-vectors.ts";

const specFolder = fileURLToPath(new URL("../spec/", import.meta.url));
const repository = fileURLToPath(new URL("../../", import.meta.url));
const pages = readdirSync(specFolder)
  .filter((name) => /^\d\d-.*\.md$/.test(name))
  .map((name) => ({ name, text: readFileSync(`${specFolder}${name}`, "utf8") }));

const PREFIXES = ["ID", "ENV", "LINK", "DLV", "MAN", "SEAL", "SIG"];
const declared = pages.flatMap(({ text }) =>
  [...text.matchAll(/^- \*\*([A-Z]+-\d\d)\*\* /gm)].map(([, id]) => id as string),
);
const behaviours = readBehaviours();
const cited = [
  ...Object.values(readVectorFiles()).flatMap(({ cases }) => cases.flatMap(({ musts }) => musts)),
  ...behaviours.map(({ must }) => must),
];

describe("the ids of the MUSTs", () => {
  test("are many, each declared once, on the page that their prefix names", () => {
    expect(declared.length).toBeGreaterThan(80);
    expect(new Set(declared).size).toBe(declared.length);
    for (const [index, { text }] of pages.entries()) {
      const ids = [...text.matchAll(/^- \*\*([A-Z]+)-\d\d\*\*/gm)].map(([, prefix]) => prefix);
      expect(new Set(ids)).toEqual(new Set([PREFIXES[index]]));
    }
  });

  test("each have a vector, or a behaviour with its test", () => {
    expect(declared.filter((id) => !cited.includes(id))).toEqual([]);
  });

  test("are cited by vectors only where a page declares them", () => {
    expect(cited.filter((id) => !declared.includes(id))).toEqual([]);
  });

  test("stand before every MUST", () => {
    for (const { name, text } of pages) {
      const without = text
        .split("\n")
        .filter((line) => line.includes("MUST") && !/^- \*\*[A-Z]+-\d\d\*\* /.test(line));
      expect({ name, without }).toEqual({ name, without: [] });
    }
  });
});

test.each(behaviours)("$must is shown by an existing test: $title", ({ file, title }) => {
  expect(existsSync(`${repository}${file}`)).toBe(true);
  const source = readFileSync(`${repository}${file}`, "utf8");
  // A title as it stands in the source: in quotes of one of the three kinds.
  const quoted = ['"', "'", "`"].some((quote) => source.includes(`${quote}${title}${quote}`));
  expect({ file, title, found: quoted }).toEqual({ file, title, found: true });
});

describe.each(pages)("$name", ({ text }) => {
  test("states limits as the code has them", () => {
    const rows = [...text.matchAll(/^\| `([A-Za-z]+)` +\| (\d+) +\|/gm)];
    const stated = rows.map(([, name, value]) => [name, Number(value)]);
    const known = rows.map(([, name]) => [name, LIMITS[name as keyof typeof LIMITS]]);
    expect(stated).toEqual(known);
    expect(rows.length).toBeGreaterThan(0);
  });

  test("names refusal codes that exist", () => {
    const section = text.split(/^## /m).find((part) => /^\d+\. Refusal codes/.test(part)) ?? "";
    const codes = [...section.matchAll(/`([a-z][a-z-]*)`/g)].map(([, code]) => code as string);
    expect(codes.length).toBeGreaterThan(0);
    const notCodes = ["json-", "ok", "code", "detail"];
    expect(codes.filter((code) => !isRefusalCode(code) && !notCodes.includes(code))).toEqual([]);
  });

  test("links to files that exist", () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link as string);
    const broken = links.filter((link) => !existsSync(`${specFolder}${link}`));
    expect(broken).toEqual([]);
  });
});

test("page 02 lists every refusal code with its sentence, and no other", () => {
  const page = pages[1]?.text ?? "";
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| ([A-Z].*\.) +\|$/gm)];
  const stated = Object.fromEntries(rows.map(([, code, sentence]) => [code, sentence]));
  expect(stated).toEqual(REFUSALS);
});

test("every limit is stated on a page", () => {
  const whole = pages.map(({ text }) => text).join("\n");
  const missing = Object.keys(LIMITS).filter(
    (name) => !new RegExp(`^\\| \`${name}\` +\\|`, "m").test(whole),
  );
  expect(missing).toEqual([]);
});

test("no two uses of signing, hashing and binding share a first line, and the index lists them all", () => {
  const index = readFileSync(`${specFolder}README.md`, "utf8");
  const listed = [...index.matchAll(/^\| `(courtyard-[a-z-]+\/1)` +\|/gm)].map(([, line]) => line);
  const source = fileURLToPath(new URL("../src/", import.meta.url));
  const used = new Set(
    readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap(
        (name) => readFileSync(`${source}${name}`, "utf8").match(/courtyard-[a-z-]+\/1/g) ?? [],
      ),
  );
  expect(new Set(listed).size).toBe(listed.length);
  expect([...used].sort()).toEqual([...listed].sort());
});
