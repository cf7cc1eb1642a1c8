// How a preview says that readers do not see a text: before its title wherever that stands, and across
// its page.

import type { Entry } from "../store/entry.ts";

export type Reason = "draft" | "private" | "expired" | "scheduled";

/** Why readers do not see a text at `now`; undefined when they do. */
export function reasonOf(
  { draft, visibility, date, expires }: Entry,
  now: number,
): Reason | undefined {
  if (draft) return "draft";
  if (visibility === "private") return "private";
  if (expires !== undefined && expires <= now) return "expired";
  return date > now ? "scheduled" : undefined;
}

const MARKS: Readonly<Record<"en" | "zh", Readonly<Record<Reason, string>>>> = {
  en: { draft: "[Draft]", private: "[Private]", expired: "[Expired]", scheduled: "[Scheduled]" },
  zh: { draft: "〔草稿〕", private: "〔私密〕", expired: "〔已过期〕", scheduled: "〔定时〕" },
};

const SENTENCES: Readonly<Record<"en" | "zh", Readonly<Record<Reason, (when: string) => string>>>> =
  {
    en: {
      draft: () => "Draft. Only you see this page.",
      private: () => "Private. This text never leaves your machine.",
      expired: (when) => `Expired on ${when}. Readers do not see this page any more.`,
      scheduled: (when) => `Scheduled. Readers see this page from ${when} on.`,
    },
    zh: {
      draft: () => "草稿，只有你看得到这一页。",
      private: () => "私密，这一篇不会离开你的电脑。",
      expired: (when) => `已在 ${when} 到期，读者看不到这一页了。`,
      scheduled: (when) => `定时发布，读者从 ${when} 起看得到这一页。`,
    },
  };

function languageOf(lang: string): "en" | "zh" {
  return lang.startsWith("zh") ? "zh" : "en";
}

/** The entry with its reason before its title. */
export function marked(entry: Entry, reason: Reason): Entry {
  const mark = MARKS[languageOf(entry.lang)][reason];
  return { ...entry, title: mark.startsWith("[") ? `${mark} ${entry.title}` : mark + entry.title };
}

/** A strip across the top of the page, whatever the theme. */
export function bannerOf(entry: Entry, reason: Reason, timeZone: string): string {
  const { lang, date, expires = date } = entry;
  const moment = reason === "expired" ? expires : date;
  const when = new Intl.DateTimeFormat(lang, {
    timeZone,
    dateStyle: "long",
    timeStyle: "short",
  }).format(moment);
  const sentence = SENTENCES[languageOf(lang)][reason](when);
  return `<div role="note" style="position:sticky;top:0;z-index:9999;padding:.5rem 1rem;background:#ffd54d;color:#1f1700;font:600 1rem/1.4 system-ui,sans-serif;text-align:center">${sentence}</div>`;
}
