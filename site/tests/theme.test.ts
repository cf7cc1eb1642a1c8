// Which theme a name means, what it says of itself without being run, and what is refused.

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblem } from "../src/store/problem.ts";
import type { ThemeOpened } from "../src/theme/open-theme.ts";
import { findInLayers } from "../src/theme/resolve-theme.ts";
import { openShop, themeTs } from "./support/theme-shop.ts";

function sentences(opened: ThemeOpened, lang: "en" | "zh" = "en"): string[] {
  if (opened.ok) throw new Error(`opened ${opened.open.theme.name}`);
  return opened.problems.map((problem) => formatProblem(problem, lang).split("\n")[0] ?? "");
}

function chainOf(opened: ThemeOpened): string[] {
  if (!opened.ok) throw new Error(sentences(opened).join("\n"));
  return opened.open.theme.chain.map(({ definition }) => definition.name);
}

const rain = themeTs(`  api: 1,\n  name: "rain",\n  extends: "courtyard",`);

describe("a theme is found", () => {
  it("by a bundled theme's name", () => {
    expect(chainOf(openShop().open("courtyard"))).toEqual(["courtyard"]);
  });

  it("by a path from the content folder", () => {
    const shop = openShop();
    shop.write({ "content/themes/rain/theme.ts": rain, "rain/theme.ts": rain });
    expect(chainOf(shop.open("./themes/rain"))).toEqual(["rain", "courtyard"]);
    expect(chainOf(shop.open("../rain"))).toEqual(["rain", "courtyard"]);
  });

  it("as a package above the content folder, also one that is a link to where it is made", () => {
    const shop = openShop();
    shop.write({ "node_modules/@alice/theme-rain/theme.ts": rain, "work/snow/theme.ts": rain });
    symlinkSync(join(shop.root, "work/snow"), join(shop.root, "node_modules/snow"));
    expect(chainOf(shop.open("@alice/theme-rain"))).toEqual(["rain", "courtyard"]);
    const opened = shop.open("snow");
    expect(opened.ok && opened.open.theme.layers[1]).toBe(join(shop.root, "work/snow"));
  });

  it("with parents that are packages or paths of its own", () => {
    const shop = openShop();
    shop.write({
      "drizzle/theme.ts": themeTs(`  api: 1,\n  name: "drizzle",\n  extends: "mist",`),
      "drizzle/node_modules/mist/theme.ts": themeTs(
        `  api: 1,\n  name: "mist",\n  extends: "../../../rain",`,
      ),
      "rain/theme.ts": rain,
    });
    expect(chainOf(shop.open("../drizzle"))).toEqual(["drizzle", "mist", "rain", "courtyard"]);
  });
});

describe("a theme is refused, with the line that is to blame", () => {
  it("when it is not there", () => {
    const shop = openShop();
    expect(sentences(shop.open("nowhere"))).toEqual([
      expect.stringContaining("content/site.yaml:2:8 error E130 There is no theme `nowhere`."),
    ]);
    expect(sentences(shop.open("../nowhere"), "zh")[0]).toContain("没有 `../nowhere` 这个主题。");
    shop.write({ "rain/theme.ts": themeTs(`  api: 1,\n  name: "rain",\n  extends: "./gone",`) });
    expect(sentences(shop.open("../rain"))[0]).toMatch(/rain\/theme\.ts:6:12 error E130 .*gone/);
  });

  it("when its name is no name", () => {
    for (const name of ["courtyard/../../x", "@/x", "http://x/y", "a b", "node_modules/.."]) {
      expect(sentences(openShop().open(name))[0]).toContain("E130");
    }
  });

  it("when it is made for another version of the contract", () => {
    const shop = openShop();
    shop.write({ "rain/theme.ts": themeTs(`  api: 2,\n  name: "rain",\n  future: {},`) });
    expect(sentences(shop.open("../rain"))).toEqual([
      expect.stringMatching(/theme\.ts:4:8 error E131 .* version 2 .* version 1\./),
    ]);
  });

  it("when it extends itself, around a corner too", () => {
    const shop = openShop();
    shop.write({
      "a/theme.ts": themeTs(`  api: 1,\n  name: "a",\n  extends: "../b",`),
      "b/theme.ts": themeTs(`  api: 1,\n  name: "b",\n  extends: "../a",`),
    });
    expect(sentences(shop.open("../a"))[0]).toMatch(
      /b\/theme\.ts:6:12 error E132 A theme extends itself: \S*a → \S*b → \S*a\./,
    );
  });

  it("when a template is missing everywhere", () => {
    const shop = openShop();
    shop.write({ "bare/theme.ts": themeTs(`  api: 1,\n  name: "bare",`) });
    expect(sentences(shop.open("../bare"))[0]).toContain("E135");
    expect(sentences(shop.open("../bare"))[0]).toContain("templates/NotFound.astro");
  });

  it("when its definition would have to be run to be known", () => {
    const shop = openShop();
    for (const line of [
      "name: process.exit()",
      `name: \`a\${1}\``,
      "...{ api: 1 }",
      "get name() { return 1 }",
      '["na" + "me"]: 1',
      "__proto__: { a: 1 }",
      "name",
    ]) {
      shop.write({ "x/theme.ts": `export default defineTheme({\n  ${line},\n});` });
      expect(sentences(shop.open("../x"))[0], line).toMatch(/x\/theme\.ts:2:\d+ error E133/);
    }
    shop.write({ "x/theme.ts": 'export default defineTheme({ api: 1, name: "x" y' });
    expect(sentences(shop.open("../x"))[0]).toMatch(/theme\.ts:1:48 error E133/);
    shop.write({ "x/theme.ts": `export default d({ a: ${"[".repeat(5000)}${"]".repeat(5000)} })` });
    expect(sentences(shop.open("../x"))[0]).toContain("E133");
    shop.write({ "x/theme.ts": `export default d({ a: "${"x".repeat(300_000)}" })` });
    expect(sentences(shop.open("../x"))[0]).toContain("larger than 256 KiB");
  });

  it("when its definition has what the contract does not know", () => {
    const shop = openShop();
    shop.write({
      "x/theme.ts": themeTs(
        `  api: 1,\n  name: "x",\n  extends: "courtyard",\n  settings: { a: { type: "knob", label: { en: "A" } } },\n  colour: 1,`,
      ),
    });
    expect(sentences(shop.open("../x"))).toEqual([
      expect.stringMatching(/theme\.ts:7:26 error E134 theme\.ts: `settings\.a\.type`/),
      expect.stringMatching(/theme\.ts:8:11 error E134 theme\.ts: `colour`/),
    ]);
  });
});

describe("a file of a theme", () => {
  it("is the site's own before the theme's, the theme's before its parent's", () => {
    const shop = openShop();
    shop.write({
      "rain/theme.ts": rain,
      "rain/components/Pager.astro": "",
      "rain/components/Footer.astro": "",
      "content/_theme/components/Pager.astro": "",
    });
    const opened = shop.open("../rain");
    const layers = opened.ok ? opened.open.theme.layers : [];
    const find = (path: string, skip?: number) =>
      findInLayers(layers, path, skip === undefined ? {} : { skip })?.layer;
    expect(find("components/Pager.astro")).toBe(0);
    expect(find("components/Pager.astro", 1)).toBe(1);
    expect(find("components/Footer.astro")).toBe(1);
    expect(find("components/Footer.astro", 2)).toBe(2);
    expect(find("components/Nothing.astro")).toBeUndefined();
  });

  it("may lie in the site's `_theme` without a folder, a component's name before a template's", () => {
    const shop = openShop();
    shop.write({ "content/_theme/PostCard.astro": "", "content/_theme/Home.astro": "" });
    const opened = shop.open("courtyard");
    const layers = opened.ok ? opened.open.theme.layers : [];
    expect(findInLayers(layers, "components/PostCard.astro")?.layer).toBe(0);
    expect(findInLayers(layers, "templates/PostCard.astro")).toBeUndefined();
    expect(findInLayers(layers, "templates/Home.astro")?.layer).toBe(0);
    expect(findInLayers(layers, "styles/PostCard.astro")).toBeUndefined();
  });

  it("is never outside the theme", () => {
    const shop = openShop();
    shop.write({ "rain/theme.ts": rain, "secret.txt": "x" });
    const opened = shop.open("../rain");
    const layers = opened.ok ? opened.open.theme.layers : [];
    for (const path of [
      "../secret.txt",
      "components/../../secret.txt",
      "/etc/passwd",
      "components\\..\\..\\secret.txt",
      "..",
      "./theme.ts",
      "components/\0",
    ]) {
      expect(findInLayers(layers, path), path).toBeUndefined();
    }
  });
});
