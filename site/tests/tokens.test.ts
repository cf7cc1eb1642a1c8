// Design tokens: what becomes of them in CSS, how layers lie over each other, and what is refused.

import { REQUIRED_TOKENS } from "@courtyard/themes/tokens.ts";
import { describe, expect, it } from "vitest";
import { formatProblem } from "../src/store/problem.ts";
import { withBreakpoints } from "../src/theme/breakpoint.ts";
import { missingTokens, readTokens } from "../src/theme/theme-tokens.ts";
import { tokensCss } from "../src/theme/token-css.ts";
import { openShop, type ThemeShop, themeTs } from "./support/theme-shop.ts";

const rain = themeTs(`  api: 1,\n  name: "rain",\n  extends: "courtyard",`);

function shopWith(tokens: Readonly<Record<string, unknown>>): ThemeShop {
  const shop = openShop();
  shop.write({ "rain/theme.ts": rain });
  for (const [file, value] of Object.entries(tokens)) {
    const text = typeof value === "string" ? value : JSON.stringify(value, null, "\t");
    const place = file.startsWith("content/") ? file : `rain/tokens/${file}.tokens.json`;
    shop.write({ [place]: text });
  }
  return shop;
}

function read(shop: ThemeShop) {
  const opened = shop.open("../rain");
  if (!opened.ok) throw new Error(opened.problems.map((one) => formatProblem(one)).join("\n"));
  const tokens = readTokens(opened.open.theme);
  if (!tokens.ok) throw new Error("opened, and cannot be read");
  return tokens.tokens;
}

const css = (tokens: Readonly<Record<string, unknown>>) => tokensCss(read(shopWith(tokens)));

function refusal(tokens: Readonly<Record<string, unknown>>): string {
  const opened = shopWith(tokens).open("../rain");
  return opened.ok ? "" : opened.problems.map((one) => formatProblem(one)).join("\n");
}

describe("tokens become custom properties", () => {
  it("of every type, and the default theme has all that are needed", () => {
    const tokens = read(shopWith({}));
    expect(missingTokens(tokens)).toEqual([]);
    expect(Object.keys(REQUIRED_TOKENS).length).toBeGreaterThan(35);
    const sheet = tokensCss(tokens);
    for (const line of [
      "--paper: oklch(0.985 0.006 85);",
      "--hairline: oklch(0.24 0.012 60 / 0.12);",
      "--accent-ink: var(--paper);",
      '--font-code: ui-monospace, "SF Mono",',
      "--text-xxl: clamp(1.6667rem, 1.25rem + 2vw, 2rem);",
      "--leading: 1.65;",
      "--space-1: 0.25rem;",
      "--motion-fast: 120ms;",
      "--motion-ease: cubic-bezier(0.2, 0, 0, 1);",
    ]) {
      expect(sheet).toContain(line);
    }
    expect(sheet).not.toContain("--breakpoint");
  });

  it("in colour spaces with and without a function of their own", () => {
    const color = (colorSpace: string, components: unknown[], alpha?: number) => ({
      $value: { colorSpace, components, ...(alpha === undefined ? {} : { alpha }) },
    });
    const sheet = css({
      base: {
        color: {
          $type: "color",
          paper: color("srgb", [1, 0.5, 0]),
          ink: color("hsl", [20, 30, 40], 0.5),
          warn: color("lch", [50, "none", 20], 1),
        },
      },
    });
    expect(sheet).toContain("--paper: color(srgb 1 0.5 0);");
    expect(sheet).toContain("--ink: hsl(20 30% 40% / 0.5);");
    expect(sheet).toContain("--warn: lch(50 none 20);");
  });

  it("the parent's where a theme has none, and the site's before both", () => {
    const measure = (value: number) => ({
      measure: { $type: "dimension", $value: { value, unit: "rem" } },
    });
    const own = css({ base: measure(40) });
    expect(own).toContain("--measure: 40rem;");
    expect(own).toContain("--wide: 46rem;");
    const sites = css({
      base: measure(40),
      "content/_theme/tokens/base.tokens.json": measure(20),
    });
    expect(sites).toContain("--measure: 20rem;");
  });

  it("again in a language where what they name differs", () => {
    const sheet = css({});
    const [, zh = ""] = /:lang\(zh\) \{([^}]+)\}/.exec(sheet) ?? [];
    expect(zh).toContain('--font-text: "Songti SC"');
    expect(zh).toContain("--font-display: var(--font-text);");
    expect(sheet).toContain(":lang(zh-Hant), :lang(zh-TW), :lang(zh-HK), :lang(zh-MO) {");
    expect(sheet.indexOf(":lang(zh)")).toBeLessThan(sheet.indexOf(":lang(zh-Hant)"));
  });

  it("and breakpoints become media queries", () => {
    const tokens = read(shopWith({}));
    expect(withBreakpoints("@media (--medium) and (--large) { a { b: (--medium) } }", tokens)).toBe(
      "@media (min-width: 44rem) and (min-width: 64rem) { a { b: (--medium) } }",
    );
    expect(() => withBreakpoints("@media (--huge) {}", tokens)).toThrow("breakpoint.huge");
  });
});

describe("tokens are refused, with the line that is to blame", () => {
  it("when names lead in a circle, or nowhere", () => {
    const loop = {
      color: { $type: "color", a: { $value: "{color.b}" }, b: { $value: "{color.a}" } },
    };
    expect(refusal({ base: loop })).toMatch(
      /rain\/tokens\/base\.tokens\.json:5:14 error E136 .*circle/,
    );
    expect(refusal({ base: { color: { ink: { $value: "{color.ink}" } } } })).toContain("circle");
    expect(refusal({ base: { measure: { $value: "{gone}" } } })).toContain(
      "`gone`, which is not there",
    );
  });

  it("when a circle needs the night to close", () => {
    const base = { color: { $type: "color", a: { $value: "{color.ink}" } } };
    const dark = { color: { ink: { $value: "{color.a}" } } };
    expect(refusal({ base, dark })).toMatch(/dark\.tokens\.json:\d+:\d+ error E136 .*circle/);
  });

  it("when a value is not of its type, or of another than the contract's", () => {
    const paper = (value: unknown) => ({ color: { $type: "color", paper: { $value: value } } });
    for (const value of ["#fff", "red; } body { display: none", 3, {}, { colorSpace: "oklch" }]) {
      expect(refusal({ base: paper(value) }), JSON.stringify(value)).toContain("is not a color");
    }
    expect(refusal({ base: { measure: { $type: "number", $value: 3 } } })).toContain(
      "has to be a dimension, and is a number",
    );
    expect(refusal({ base: { measure: { $type: "shadow", $value: 3 } } })).toContain("`$type`");
  });

  it("when something would slip out of its declaration", () => {
    for (const name of ['x"; } *{', "x\\", "url(http://evil)", "a\nb", "</style>"]) {
      const font = { font: { $type: "fontFamily", text: { $value: [name] } } };
      expect(refusal({ base: font }), name).toContain("is not a fontFamily");
    }
    const size = (text: string) => ({
      text: {
        m: {
          $type: "dimension",
          $value: { value: 1, unit: "rem" },
          $extensions: { courtyard: { css: text } },
        },
      },
    });
    for (const text of ["1rem; color: red", "url(//evil)", "var(--x)", "1rem } a {"]) {
      expect(refusal({ base: size(text) }), text).toContain("more than a calculation");
    }
    expect(refusal({ base: { "a;b": { $type: "number", $value: 1 } } })).toContain("not a name");
  });

  it("when a file is huge, deep or no JSON", () => {
    expect(refusal({ base: `"${"x".repeat(300_000)}"` })).toContain("larger than 256 KiB");
    const many = Object.fromEntries(
      Array.from({ length: 1100 }, (_, index) => [`t${index}`, { $type: "number", $value: 1 }]),
    );
    expect(refusal({ base: many })).toContain("more than 1000 tokens");
    const deep = `${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`;
    expect(refusal({ base: deep })).toContain("E136");
    expect(refusal({ base: "{ measure: 3 }" })).toContain("E136");
    expect(refusal({ base: "[]" })).toContain("has to be an object");
  });
});
