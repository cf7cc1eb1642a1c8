// What other programs put into a text: nothing that a writer took to be hidden is published.

import { join } from "node:path";
import { expect, it } from "vitest";
import { plainMarkdown } from "../src/search/plain-markdown.ts";
import { withoutComments } from "../src/store/foreign-marks.ts";
import { makeGarden, makePress, readTree } from "./support/garden.ts";
import { readText } from "./support/read-text.ts";

const entryOf = (text: string) => readText("posts/a.md", `---\ndate: 2026-01-01\n---\n${text}`);

it.each([
  ["Seen %%hidden%% seen.", "Seen  seen."],
  ["%% hidden\n\nhidden\n%%\nSeen", "\n\n\n\nSeen"],
  ["看得见%%看不见%%看得见", "看得见看得见"],
  ["%%a%% b %%c%%", " b "],
  ["%%hidden `code` hidden%%Seen", "Seen"],
  ["%%don`t tell%% and `code`, `a %% b` %%hidden%%", " and `code`, `a %% b` "],
  ["50%% off, or 60%% off", "50%% off, or 60%% off"],
  ["`%%` and `%%`, and \\%%as it is\\%%", "`%%` and `%%`, and \\%%as it is\\%%"],
  ["```mermaid\n%% of the diagram\ngraph TD\n%% too\n```", undefined],
  ["an end that never comes: %% hm", undefined],
  ["%%%% and %%%%", undefined],
])("Obsidian's comments are left out: %j", (text, left = text) => {
  expect(withoutComments(text)).toBe(left);
});

it("a comment stands in no summary, no search and no title, and keeps the lines' numbers", () => {
  const entry = entryOf(
    "%%\nnot for you\n%%\n# Rain\n\nIt rained. %%not for you%%\n\n![](none.png)\n",
  );
  expect(entry).toMatchObject({ title: "Rain", summary: "It rained." });
  expect(plainMarkdown(entry.text.read())).not.toContain("not for you");
  expect(entry.images).toMatchObject([{ line: 11 }]);
});

it("a comment leaves the machine in no file", async () => {
  await using garden = await makeGarden();
  await garden.write("posts/a.md", "---\ndate: 2026-01-01\n---\nSeen. %%not for you%%\n");
  using press = await makePress(garden);
  await press.update();
  const published = [...(await readTree(join(press.dir, "out"))).values()].join("\n");
  expect(published).toContain("Seen.");
  expect(published).not.toContain("not for you");
});

it.each([
  ['Words.\n\n{{< figure src="a.png" >}}\n\n{{% more %}}', '{{< figure src="a.png" >}}', "6:1"],
  ["See {% post_url 2025-01-01-a %}.", "{% post_url 2025-01-01-a %}", "4:5"],
  ["{%- include note.html -%}", "{%- include note.html -%}", "4:1"],
])("a template's tag is told once, with its place: %j", (text, value, place) => {
  const told = entryOf(text).warnings.filter(({ code }) => code === "W249");
  expect(told.map(({ line, column, values }) => [values.value, `${line}:${column}`])).toEqual([
    [value, place],
  ]);
});

it.each(["`{{< figure >}}`", "```\n{% raw %}\n```", "a set {%} and {{ x }}", "100{%"])(
  "and none is seen in %j",
  (text) => expect(entryOf(text).warnings).toEqual([]),
);
