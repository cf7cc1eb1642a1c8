// The settings of a site's theme, changed by the owner's programs: site.yaml is the writer's own.

import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deskSettings, settingsReceipt } from "../src/desk/desk-settings.ts";
import { changedSiteYaml } from "../src/store/site-yaml.ts";
import { openSiteSettings } from "../src/theme/site-settings.ts";
import { openShop, themeTs } from "./support/theme-shop.ts";

const YAML = `# My site.
title: Rain   # the name

lang: en
languages:
  en: { label: English }
  zh: { label: 中文, description: 网上一座自己的房子，和一个与邻居说话的院子，长得很长很长很长很长很长很长很长很长很长很长。 }
theme: courtyard
# What I chose.
themeSettings:
  indent: true # as in books
menu:
  - { label: "Posts", url: / }
`;

function garden(yaml = YAML) {
  const shop = openShop();
  shop.write({ "content/site.yaml": yaml });
  const file = join(shop.contentDir, "site.yaml");
  return {
    ...shop,
    file,
    text: () => readFileSync(file, "utf8"),
    settings: openSiteSettings(shop.contentDir),
  };
}

describe("site.yaml is changed", () => {
  it("in the lines that are meant, with comments, order and everything else as they were", () => {
    const changed = changedSiteYaml(YAML, {
      theme: "./themes/rain",
      themeSettings: { accent: { light: "#123456", dark: "#abcdef" }, indent: null },
    });
    expect(changed).toBe(
      YAML.replace("theme: courtyard", "theme: ./themes/rain").replace(
        "  indent: true # as in books\n",
        '  indent: null # as in books\n  accent:\n    light: "#123456"\n    dark: "#abcdef"\n',
      ),
    );
  });

  it("without leaving an empty list of settings behind", () => {
    expect(changedSiteYaml(YAML, { themeSettings: { indent: undefined } })).not.toContain(
      "themeSettings",
    );
    expect(changedSiteYaml("title: A\n", { themeSettings: { gone: undefined } })).toBe(
      "title: A\n",
    );
    expect(changedSiteYaml("title: A\nthemeSettings:\n", { themeSettings: { a: 1 } })).toBe(
      "title: A\nthemeSettings:\n  a: 1\n",
    );
  });

  it("with what stands around them, however it is written", () => {
    const change = { theme: "rain", themeSettings: { a: 2, b: undefined } };
    const cases = [
      ["title: A", "title: A\ntheme: rain\nthemeSettings:\n  a: 2\n"],
      [
        "themeSettings:\n  a: 1   # c\n  b: 1\n  # end of them\n\n# the theme\ntheme:   x  # d\n# last\n",
        "themeSettings:\n  a: 2 # c\n  # end of them\n\n# the theme\ntheme: rain # d\n# last\n",
      ],
      ["themeSettings: { b: 1 } # c\nz:   1", "themeSettings: { a: 2 } # c\nz:   1\ntheme: rain\n"],
      ["{ title: A }\n", "{ title: A, theme: rain, themeSettings: { a: 2 } }\n"],
      ["", "theme: rain\nthemeSettings:\n  a: 2\n"],
      ["# nothing yet\n", "# nothing yet\n\ntheme: rain\nthemeSettings:\n  a: 2\n"],
    ];
    for (const [before = "", after] of cases) expect(changedSiteYaml(before, change)).toBe(after);
  });

  it("never when it is broken", () => {
    expect(changedSiteYaml("title: [", { theme: "x" })).toBeUndefined();
    expect(changedSiteYaml("- a\n", { theme: "x" })).toBeUndefined();
  });
});

describe("the owner's programs", () => {
  it("see the theme, what it can be told, and what it was told", () => {
    const { settings, write } = garden();
    write({
      "content/themes/rain/theme.ts": themeTs(
        `  api: 1,\n  name: "rain",\n  extends: "courtyard",`,
      ),
      "node_modules/@alice/snow/theme.ts": themeTs(`  api: 1,\n  name: "@alice/snow",`),
      "node_modules/other/package.json": "{}",
    });
    const seen = deskSettings.parse(settings.read());
    expect(seen).toMatchObject({
      file: "content/site.yaml",
      theme: "courtyard",
      values: { indent: true },
      defaults: { indent: false },
      languages: [
        { lang: "en", label: "English" },
        { lang: "zh", label: "中文" },
      ],
      problems: [],
    });
    const names = seen.themes.map(({ use }) => use);
    expect(names).toEqual(expect.arrayContaining(["courtyard", "./themes/rain", "@alice/snow"]));
    expect(names).not.toContain("other");
    expect(seen.settings.find(({ name }) => name === "indent")).toMatchObject({
      type: "boolean",
      group: "text",
      label: { zh: "段首缩进两字" },
    });
    expect(seen.groups.map(({ name }) => name)).toEqual(["looks", "text"]);
    expect(seen.schema.properties).toMatchObject({
      indent: { "x-type": "boolean", default: false },
    });
  });

  it("change values, take usual ones away, and go back to them", async () => {
    const { settings, text, file } = garden();
    chmodSync(file, 0o640);
    const order = { values: { textFont: "Lora", indent: null }, reset: [] };
    expect(settingsReceipt.parse(await settings.change(order))).toMatchObject({
      ok: true,
      settings: { values: { textFont: "Lora", indent: null } },
    });
    expect(text()).toContain("  indent: null # as in books\n  textFont: Lora\n");
    expect(statSync(file).mode & 0o777).toBe(0o640);
    await settings.change({ values: {}, reset: ["textFont", "indent"] });
    expect(text()).not.toContain("themeSettings");
    expect(readdirSync(join(file, ".."))).toEqual(["site.yaml"]);
  });

  it("are told of each wrong value what it has to be, and nothing is written", async () => {
    const { settings, text } = garden();
    const order = { values: { accent: "red", indent: "maybe", indnt: true }, reset: [] };
    const receipt = await settings.change(order);
    expect(receipt).toMatchObject({
      ok: false,
      fields: {
        accent: { en: expect.stringContaining("{ light: colour, dark: colour }") },
        indent: { zh: expect.stringContaining("应该是 true 或 false") },
        indnt: { en: expect.stringContaining("Did you mean `indent`?") },
      },
    });
    expect(text()).toBe(YAML);
    expect(await settings.change({ theme: "nowhere", values: {}, reset: [] })).toMatchObject({
      ok: false,
      fields: { theme: { en: expect.stringContaining("There is no theme `nowhere`") } },
    });
    expect(text()).toBe(YAML);
  });

  it("learn that a broken site.yaml is the writer's to mend", async () => {
    const { settings, file, text } = garden();
    writeFileSync(file, "title: [\n");
    expect(settings.read().problems).toHaveLength(1);
    expect(await settings.change({ values: { indent: true }, reset: [] })).toMatchObject({
      ok: false,
      fields: { file: { en: expect.stringContaining("not valid YAML") } },
    });
    expect(text()).toBe("title: [\n");
  });
});

describe("two changes at the same moment", () => {
  it("both stand in site.yaml", async () => {
    const site = garden();
    const [one, two] = await Promise.all([
      site.settings.change({ values: { indent: false }, reset: [] }),
      site.settings.change({ theme: "notebook", values: {}, reset: [] }),
    ]);
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(site.text()).toContain("theme: notebook");
    expect(site.text()).toContain("indent: false");
  });
});
