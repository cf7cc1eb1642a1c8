import { expect, test } from "vitest";
import {
  type Edits,
  holds,
  isPerLanguage,
  isShown,
  languagesOf,
  orderOf,
  undoOf,
  withEdit,
} from "../src/state/theme-form.ts";
import { themeSettings } from "../src/state/theme-settings.ts";

const label = { en: "A" };
const known = themeSettings.parse({
  file: "content/site.yaml",
  theme: "courtyard",
  themes: [{ use: "courtyard", name: "courtyard" }],
  languages: [
    { lang: "en", label: "English" },
    { lang: "zh", label: "中文" },
  ],
  groups: [],
  settings: [
    { name: "cover", type: "select", label, options: [{ value: "wide", label }] },
    { name: "height", type: "number", label, when: { setting: "cover", is: ["wide", "tall"] } },
    { name: "of-tomorrow", type: "hologram", label },
  ],
  values: { height: 12, motto: "hello" },
  defaults: { cover: "none", height: 10 },
  problems: [],
});
const none: Edits = new Map();

test("knows the declared settings and leaves a type of tomorrow in site.yaml", () => {
  expect(known.settings.map(({ name }) => name)).toEqual(["cover", "height"]);
});

test("shows a setting while its condition is met by what the form says now", () => {
  const height = known.settings[1];
  if (!height) throw new Error("the setting is there");
  expect(isShown(height, known, none)).toBe(false);
  expect(isShown(height, known, new Map([["cover", "tall"]]))).toBe(true);
  expect(isShown(height, known, new Map([["cover", null]]))).toBe(false);
});

test("tells the own value from the usual one and from none", () => {
  expect(holds("height", known, none)).toBe(12);
  expect(holds("height", known, new Map([["height", undefined]]))).toBe(10);
  expect(holds("height", known, new Map([["height", null]]))).toBeUndefined();
  expect(holds("cover", known, none)).toBe("none");
});

test("saves what differs from the file, and nothing that was changed and changed back", () => {
  let edits = withEdit(none, "height", 14, known);
  edits = withEdit(edits, "motto", undefined, known);
  edits = withEdit(edits, "cover", null, known);
  expect(orderOf(edits)).toEqual({ values: { height: 14, cover: null }, reset: ["motto"] });
  expect(orderOf(withEdit(edits, "height", 12, known)).values).toEqual({ cover: null });
});

test("takes an order back to what the file said before", () => {
  const order = { values: { height: 14, cover: "wide" }, reset: ["motto"] };
  expect(undoOf(order, known)).toEqual({
    values: { height: 12, motto: "hello" },
    reset: ["cover"],
  });
  expect(undoOf({ values: {}, reset: [], theme: "rain" }, known)).toMatchObject({
    theme: "courtyard",
  });
});

test("knows a value for each language from a list, and asks for every language of the site", () => {
  expect(isPerLanguage({ type: "list" }, ["a"])).toBe(false);
  expect(isPerLanguage({ type: "list" }, { zh: ["a"] })).toBe(true);
  expect(isPerLanguage({ type: "pair" }, { light: "#fff", dark: "#000" })).toBe(false);
  expect(languagesOf(known, { fr: "x" }).map(({ lang }) => lang)).toEqual(["en", "zh", "fr"]);
});
