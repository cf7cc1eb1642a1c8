// A moment as readers of a language see it, in the site's zone.

import type { Moment } from "@courtyard/themes/contract.ts";
import { yearIn } from "./year.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment for machines and for readers of `lang`, in the site's zone. */
export function momentOf(at: number, lang: string, timezone: string): Moment {
  const key = `${lang} ${timezone}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: timezone });
    formats.set(key, format);
  }
  const text = format.format(at);
  return { iso: new Date(at).toISOString(), text, year: yearIn(at, timezone) };
}

/** "March 2026", "2026年3月"; `month` is from 1. */
export function monthName(year: number, month: number, lang: string): string {
  const format = new Intl.DateTimeFormat(lang, { year: "numeric", month: "long", timeZone: "UTC" });
  return format.format(Date.UTC(year, month - 1, 15));
}
