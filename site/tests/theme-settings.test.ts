// A theme's settings: what site.yaml may say of them, what templates get, and what becomes CSS.

import { describe, expect, it } from "vitest";
import { SIZES } from "../src/images/picture.ts";
import { themedText } from "../src/model/themed-text.ts";
import { formatProblem } from "../src/store/problem.ts";
import { readSettings } from "../src/store/settings.ts";
import { themeOrThrow } from "../src/theme/open-theme.ts";
import { useTheme } from "../src/theme/theme-in-use.ts";
import { openShop, themeTs } from "./support/theme-shop.ts";

const DEFINITION = `  api: 1,
  name: "rain",
  extends: "courtyard",
  settingGroups: { looks: { en: "Looks", zh: "外观" } },
  settings: {
    intro: { type: "text", label: { en: "Introduction", zh: "开场白" } },
    indent: { type: "boolean", label: { en: "Indent" }, default: false },
    width: { type: "number", label: { en: "Width" }, token: "measure", unit: "rem", min: 24, max: 44 },
    cover: { type: "select", label: { en: "Cover" }, default: "wide", options: [
      { value: "wide", label: { en: "Wide" } }, { value: "none", label: { en: "None" } } ] },
    accent: { type: "colour", label: { en: "Accent" }, group: "looks", token: "color.accent" },
    ground: { type: "pair", of: "colour", label: { en: "Ground" }, group: "looks", token: "color.paper" },
    font: { type: "font", label: { en: "Font" }, token: "font.text", when: { setting: "indent", is: true } },
    support: { type: "url", label: { en: "Support" }, default: "https://alice.example/support" },
    notes: { type: "list", label: { en: "Notes" }, default: ["one"] },
    links: { type: "menu", label: { en: "Links" } },
    logo: { type: "image", label: { en: "Logo" } },
  },`;

function use(themeSettings: string, definition = DEFINITION) {
  const shop = openShop();
  shop.write({ "rain/theme.ts": themeTs(definition) });
  const source = `title: Rain\nlang: en\ntheme: ../rain\nthemeSettings:\n${themeSettings}\n`;
  const read = readSettings(source, "content/site.yaml");
  if (!read.ok) throw new Error(read.problems.map((one) => formatProblem(one)).join("\n"));
  const open = themeOrThrow(read.settings, { contentDir: shop.contentDir, folder: "content" });
  return useTheme(open, read.settings, "content");
}

const sentences = (theme: ReturnType<typeof use>, lang: "en" | "zh" = "en") =>
  theme.problems.map((problem) => formatProblem(problem, lang).split("\n")[0]);
const none = () => undefined;

describe("templates get", () => {
  it("the usual values where site.yaml says nothing, and nothing where it says null", () => {
    expect(use("").settings("en", none)).toMatchObject({
      intro: undefined,
      indent: false,
      cover: "wide",
      support: "https://alice.example/support",
      notes: ["one"],
      links: [],
      logo: undefined,
    });
    const values = use("  support: null\n  cover: null\n  notes: null").settings("en", none);
    expect(values).toMatchObject({ support: undefined, cover: undefined, notes: [] });
  });

  it("what site.yaml says, in the page's language, else in the main one", () => {
    const theme = use(
      "  intro: { en: Hello, zh: 你好 }\n  indent: true\n  links: [{ label: About, url: /关于/ }]",
    );
    expect(theme.settings("zh", none).intro).toBe("你好");
    expect(theme.settings("ja", none).intro).toBe("Hello");
    expect(theme.settings("en", none)).toMatchObject({
      indent: true,
      links: [{ label: "About", url: "/%E5%85%B3%E4%BA%8E/" }],
    });
    expect(theme.problems).toEqual([]);
  });

  it("a picture for a path, when the folder has it", () => {
    const logo = { src: "/_image/a.png", alt: "", width: 1, height: 1, sources: [] };
    const theme = use("  logo: images/a.png");
    expect(theme.settings("en", (src) => (src === "images/a.png" ? logo : undefined)).logo).toBe(
      logo,
    );
    expect(theme.settings("en", none).logo).toBeUndefined();
  });
});

describe("a theme", () => {
  it("shows pictures at its own sizes, and its parent's features unless it says no", () => {
    const theme = use(
      "",
      `  api: 1, name: "rain", extends: "courtyard", features: { backlinks: false }, imageSizes: { content: "(min-width: 50rem) 46rem, 92vw" },`,
    );
    expect(theme.features).toEqual({ backlinks: false });
    const body = { html: `<img srcset="a 1w" sizes="${SIZES}">`, headings: [] };
    expect(themedText(body, theme, []).html).toBe(
      '<img srcset="a 1w" sizes="(min-width: 50rem) 46rem, 92vw">',
    );
    expect(themedText(body, use(""), [])).toBe(body);
  });
});

describe("site.yaml is told, with the line, about", () => {
  it("values that are none, whose usual ones are used", () => {
    const theme = use(
      "  indent: maybe\n  width: 90\n  cover: huge\n  accent: 'red; } body { display: none'\n  support: javascript:alert(1)\n  font: 'x\"; } a{'\n  ground: '#fff'",
    );
    expect(sentences(theme)).toEqual([
      "content/site.yaml:5:11 error E138 site.yaml: `themeSettings.indent` has to be true or false. The usual value is used.",
      "content/site.yaml:6:10 error E138 site.yaml: `themeSettings.width` has to be a number ≥ 24, ≤ 44. The usual value is used.",
      "content/site.yaml:7:10 error E138 site.yaml: `themeSettings.cover` has to be one of wide, none. The usual value is used.",
      "content/site.yaml:8:11 error E138 site.yaml: `themeSettings.accent` has to be a colour like #3b6e4f or oklch(0.5 0.1 145). The usual value is used.",
      "content/site.yaml:9:12 error E138 site.yaml: `themeSettings.support` has to be an address that begins with / or https://. The usual value is used.",
      "content/site.yaml:10:9 error E138 site.yaml: `themeSettings.font` has to be a font family's name. The usual value is used.",
      "content/site.yaml:11:11 error E138 site.yaml: `themeSettings.ground` has to be { light: colour, dark: colour }. The usual value is used.",
    ]);
    expect(sentences(theme, "zh")[1]).toContain("`themeSettings.width` 应该是数字 ≥ 24, ≤ 44");
    expect(theme.sheet).toBeUndefined();
    expect(theme.settings("en", none)).toMatchObject({ cover: "wide", indent: false });
  });

  it("names that the theme does not have, with the one that was meant", () => {
    expect(sentences(use("  acent: '#123456'\n  sidebar: left"))).toEqual([
      "content/site.yaml:5:10 warning W230 The theme ../rain has no setting `acent`. Did you mean `accent`?",
      "content/site.yaml:6:12 warning W231 The theme ../rain has no setting `sidebar`; it does nothing, and stays for a theme that has it.",
    ]);
  });

  it("settings that are no list of settings", () => {
    const read = readSettings("title: Rain\nthemeSettings: [1]\n", "content/site.yaml");
    expect(read.ok).toBe(false);
  });
});

describe("a setting that stands for a token", () => {
  it("becomes a style sheet of its own, stronger than the tokens, in every mode that they have", () => {
    const { sheet } = use(
      "  accent: '#3b6e4f'\n  width: 30\n  font: Lora\n  ground: { light: '#fff', dark: 'oklch(0.2 0 0)' }",
    );
    expect(sheet?.file).toMatch(/^_astro\/settings\.[0-9a-f]{8}\.css$/);
    expect(sheet?.text).toContain(
      'html:root{--accent: #3b6e4f;--accent-faint: color-mix(in oklab, #3b6e4f 35%, transparent);--measure: 30rem;--font-text: "Lora", "Charter"',
    );
    expect(sheet?.text).toContain(
      "@media (prefers-color-scheme: dark){html:root{--accent: #3b6e4f;--accent-faint: color-mix(in oklab, #3b6e4f 35%, transparent);--paper: oklch(0.2 0 0)}}",
    );
    expect(sheet?.text).toContain(
      'html:root:lang(zh),html:root :lang(zh){--measure: 30rem;--font-text: "Lora", "Songti SC"',
    );
  });

  it("is in no sheet while the theme's own value stands", () => {
    expect(use("  accent: null\n  indent: true").sheet).toBeUndefined();
  });
});

describe("a theme is refused", () => {
  it.each([
    [
      `a: { type: "colour", label: { en: "A" }, token: "color.gone" },`,
      "settings.a.token",
      "color.gone",
    ],
    [`a: { type: "text", label: { en: "A" }, group: "gone" },`, "settings.a.group", "gone"],
    [
      `a: { type: "text", label: { en: "A" }, when: { setting: "gone", is: 1 } },`,
      "settings.a.when",
      "gone",
    ],
    [
      `a: { type: "select", label: { en: "A" }, options: [{ value: "x", label: { en: "X" } }], default: "y" },`,
      "settings.a.default",
      "usual",
    ],
  ])("whose setting %s does not hold", (line, key, word) => {
    const definition = `  api: 1,\n  name: "rain",\n  extends: "courtyard",\n  settings: {\n    ${line}\n  },`;
    expect(() => use("", definition)).toThrow(
      new RegExp(`theme\\.ts:8:\\d+ error E134 .*${key.replaceAll(".", "\\.")}.*${word}`),
    );
  });
});
