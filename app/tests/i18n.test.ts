import { REFUSALS } from "@courtyard/protocol/refusal.ts";
import { expect, test } from "vitest";
import { en } from "../src/i18n/en.ts";
import { refusalsZhHans } from "../src/i18n/refusals-zh-hans.ts";
import { chooseLanguage, fill, translator } from "../src/i18n/translate.ts";
import { zhHans } from "../src/i18n/zh-hans.ts";

const places = (message: string) => [...message.matchAll(/\{\w+\}/g)].map(String).sort();

test("has the same keys in both languages, and every message has words", () => {
  expect(Object.keys(zhHans)).toEqual(Object.keys(en));
  expect(Object.values({ ...en, ...zhHans }).every((message) => message.trim() !== "")).toBe(true);
});

test("fills the same places in both languages", () => {
  for (const [key, message] of Object.entries(en)) {
    expect({ key, places: places(zhHans[key as keyof typeof en]) }).toEqual({
      key,
      places: places(message),
    });
  }
});

test("has a Chinese sentence for every refusal code of the protocol", () => {
  expect(Object.keys(refusalsZhHans).sort()).toEqual(Object.keys(REFUSALS).sort());
});

test("leaves a place without a value in sight", () => {
  expect(fill("{a} and {b}", { a: 1 })).toBe("1 and {b}");
});

test("chooses one and other by the language's rules", () => {
  const { tn } = translator("en");
  expect(tn("chat.unread", 1)).toBe("1 unread message");
  expect(tn("chat.unread", 2)).toBe("2 unread messages");
  expect(translator("zh-Hans", zhHans).tn("chat.unread", 1)).toBe("1 条未读消息");
});

test("takes the first wish that it can fulfil, and English else", () => {
  expect(chooseLanguage(["fr-FR", "zh-TW", "en"])).toBe("zh-Hans");
  expect(chooseLanguage(["de", "en-GB", "zh-CN"])).toBe("en");
  expect(chooseLanguage(["de"])).toBe("en");
});
