// A site whose theme changes under it: what is live stays whole, and says what is wrong.

import { join } from "node:path";
import { expect, it } from "vitest";
import { makeGarden, makePress, readTree, rendered } from "./support/garden.ts";

const sheetOf = (tree: Map<string, string>) =>
  [...tree].find(([file]) => file.endsWith(".css"))?.[1] ?? "";

it("shows an override, a token of the site's own, and keeps both over a theme that is not right", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  await garden.write(
    "_theme/PostCard.astro",
    `---\nimport Card from "parent:components/PostCard.astro";\nconst { post, level } = Astro.props;\n---\n<div class="mine"><Card post={post} level={level} /></div>\n`,
  );
  await garden.write(
    "_theme/tokens/base.tokens.json",
    JSON.stringify({ measure: { $type: "dimension", $value: { value: 21, unit: "rem" } } }),
  );
  rendered(await press.update());
  const out = async () => readTree(join(press.dir, "out"));
  const before = await out();
  expect(before.get("index.html")).toContain('<div class="mine"><article class="h-entry card"');
  expect(sheetOf(before)).toContain("--measure:21rem");

  await garden.write("_theme/tokens/base.tokens.json", '{ "measure": { "$value": "{gone}" } }');
  const wrong = rendered(await press.update(["_theme/tokens/base.tokens.json"]));
  const own = (of: typeof wrong) => of.problems.filter(({ code }) => code.startsWith("E13"));
  expect(own(wrong)).toMatchObject([
    { code: "E136", file: "content/_theme/tokens/base.tokens.json", line: 1 },
  ]);
  expect(await out()).toEqual(before);

  await garden.write("_theme/tokens/base.tokens.json", "{}");
  expect(own(rendered(await press.update(["_theme/tokens/base.tokens.json"])))).toEqual([]);
  expect(sheetOf(await out())).toContain("--measure:34rem");
});

it("publishes nothing under a theme that is not there", async () => {
  await using garden = await makeGarden();
  using press = await makePress(garden);
  await garden.write("site.yaml", "title: Garden\nlang: en\ntheme: nowhere\n");
  const updated = await press.update();
  expect(updated).toMatchObject({
    kind: "no-settings",
    problems: [{ code: "E130", file: "content/site.yaml", line: 3, column: 8 }],
  });
});
