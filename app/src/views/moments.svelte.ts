// Times as people write them, in the language of the screen. Days turn while the app is open.

import { language, t } from "./words.svelte.ts";

let today = $state(new Date().toDateString());
setInterval(() => {
  today = new Date().toDateString();
}, 60_000);

/** The browser's own variety of the language: English in Britain has another clock than in America. */
function locale(): string {
  const base = language().split("-")[0];
  return navigator.languages.find((wish) => wish.split("-")[0] === base) ?? language();
}

const format = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), options).format(at);

const isToday = (at: number) => new Date(at).toDateString() === today;
const isThisYear = (at: number) => new Date(at).getFullYear() === new Date(today).getFullYear();

/** 14:02 */
export const clock = (at: number): string => format(at, { hour: "2-digit", minute: "2-digit" });

/** Today a time, this year a day, else a date. */
export function shortMoment(at: number): string {
  if (isToday(at)) return clock(at);
  return format(
    at,
    isThisYear(at)
      ? { month: "short", day: "numeric" }
      : { year: "numeric", month: "short", day: "numeric" },
  );
}

/** A whole date. */
export const date = (at: number): string =>
  format(at, { year: "numeric", month: "long", day: "numeric" });

/** Date and time, for a title or where both count. */
export const exact = (at: number): string => format(at, { dateStyle: "long", timeStyle: "short" });

/** The name of a day between messages. */
export function dayName(at: number): string {
  if (isToday(at)) return t("chat.today");
  const yesterday = new Date(today);
  yesterday.setDate(yesterday.getDate() - 1);
  if (new Date(at).toDateString() === yesterday.toDateString()) return t("chat.yesterday");
  return format(at, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(!isThisYear(at) && { year: "numeric" }),
  });
}
