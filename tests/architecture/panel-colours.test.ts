import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./import-scan.ts";

const read = (path: string) => readFile(join(ROOT, path), "utf8");

test("the colours that the comment form takes are promised by the contract, given by the theme and used", async () => {
  const script = await read("sidecar/src/comment/panel/comments.js");
  const list = /for \(const name of \[([^\]]+)\]\)/.exec(script)?.[1] ?? "";
  const names = [...list.matchAll(/"(--[\w-]+)"/g)].map(([, name]) => name as string);
  expect(names.length).toBeGreaterThan(3);
  const contract = await read("themes/contract.ts");
  const { color } = JSON.parse(await read("themes/courtyard/tokens/base.tokens.json"));
  const panel = await read("sidecar/src/comment/panel/panel-html.ts");
  for (const name of names) {
    expect(contract).toContain(`\`${name}\``);
    expect(color).toHaveProperty(name.slice(2));
    expect(panel).toContain(`var(${name})`);
  }
  const used = new Set([...panel.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual([...names].sort());
});
