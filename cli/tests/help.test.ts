import { expect, test } from "vitest";
import { chinese } from "../src/words/chinese.ts";
import { english } from "../src/words/english.ts";
import { run } from "./captured-shell.ts";

const COMMANDS = [
  [],
  ["init"],
  ["start"],
  ["publish"],
  ["preview"],
  ["rollback"],
  ["sidecar"],
  ["sidecar", "run"],
  ["sidecar", "tenant", "add"],
  ["sidecar", "tenant", "list"],
  ["vault"],
  ["vault", "run"],
  ["vault", "pair"],
  ["vault", "pair-code"],
  ["vault", "status"],
  ["vault", "phrase"],
  ["vault", "revoke"],
  ["vault", "recover"],
  ["theme", "check"],
  ["theme", "shots"],
  ["follow"],
  ["theme"],
  ["theme", "list"],
  ["theme", "use"],
  ["theme", "new"],
  ["theme", "eject"],
  ["theme", "diff"],
  ["dev"],
  ["doctor"],
];

test.each(COMMANDS.map((words) => [["courtyard", ...words].join(" "), words] as const))(
  "%s has a help, on stdout, with exit code 0",
  async (_name, words) => {
    const { exit, out, err } = await run([...words, "--help"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    // The machine's name is the default of publish --name.
    expect(out.replace(/\(default: \S+\)/, "(default: HOST)")).toMatchSnapshot();
  },
);

test("the help speaks Chinese where the locale does", async () => {
  const { out } = await run(["--help"], { env: { LANG: "zh_CN.UTF-8" } });
  expect(out).toMatchSnapshot();
});

test("LC_ALL wins over LANG, and an unknown language is English", async () => {
  const { out } = await run(["--help"], { env: { LC_ALL: "C", LANG: "zh_CN.UTF-8" } });
  expect(out).toContain(english.program);
});

test("both languages say every sentence, and put every value into it", () => {
  const sentences = (words: object, path = ""): [string, number][] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "object" && value !== null
        ? sentences(value, `${path}${key}.`)
        : [[`${path}${key}`, blanks(value)] as [string, number]],
    );
  expect(sentences(chinese)).toEqual(sentences(english));
});

/** How many of a sentence's values appear in it; a plain sentence must not be empty. */
function blanks(sentence: unknown): number {
  if (typeof sentence === "string") return sentence.length > 0 ? 0 : -1;
  const values = Array.from({ length: (sentence as { length: number }).length }, (_, i) => 41 + i);
  const said = String((sentence as (...values: unknown[]) => string)(...values));
  return values.filter((value) => said.includes(String(value))).length;
}
