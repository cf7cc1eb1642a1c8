// Dates as writers type them, read in the site's time zone.

const FORM =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[ \t]+|[Tt])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?[ \t]*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/;

/** Other ways to write the day: `2026/03/09`, `2026年3月9日`, `Mar 09 2026`, `9 March 2026`. */
const SLASHES = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?=$|[ \tT])/;
const HAN = /^(\d{4})年(\d{1,2})月(\d{1,2})日/;
const MONTH_FIRST = /^([A-Za-z]{3,9})\.?[ \t]+(\d{1,2})(?:st|nd|rd|th)?,?[ \t]+(\d{4})(?=$|[ \t])/;
const DAY_FIRST =
  /^(?:[A-Za-z]{3,9},[ \t]*)?(\d{1,2})[ \t]+([A-Za-z]{3,9})\.?,?[ \t]+(\d{4})(?=$|[ \t])/;
const MONTHS = [
  ...["january", "february", "march", "april", "may", "june", "july", "august", "september"],
  ...["october", "november", "december"],
];

/** The same moment with its day as `2026-3-9`; text of another form as it is. */
function withPlainDay(text: string): string {
  const english = (day: string, month: string, year: string) => {
    const name = month.toLowerCase();
    const found = MONTHS.findIndex((full) => full === name || full.slice(0, 3) === name);
    return found < 0 ? "" : `${year}-${found + 1}-${day}`;
  };
  return text
    .replace(SLASHES, "$1-$2-$3")
    .replace(HAN, "$1-$2-$3")
    .replace(MONTH_FIRST, (whole, month, day, year) => english(day, month, year) || whole)
    .replace(DAY_FIRST, (whole, day, month, year) => english(day, month, year) || whole);
}

type Five = [number, number, number, number, number];

/**
 * Milliseconds since the epoch of `2026-03-09`, `2026-03-09 18:30[:00]` or the same with an
 * offset, the day also as `2026/03/09`, `2026年3月9日`, `Mar 09 2026` or `9 March 2026`; without an offset the wall clock of `timezone` (IANA name) counts. Undefined when the
 * text has another form or names a day or hour that does not exist.
 */
export function readMoment(text: string, timezone: string): number | undefined {
  const match = FORM.exec(withPlainDay(text.trim()));
  if (!match) return undefined;
  const number = (group: number) => Number(match[group] ?? 0);
  const [month, day, hour, minute, second] = [2, 3, 4, 5, 6].map(number) as Five;
  const offset = match[7];
  const wall = Date.UTC(number(1), month - 1, day, hour, minute, second);
  const back = new Date(wall);
  const exists =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!exists) return undefined;
  if (offset === undefined) return wall - zoneOffset(wall, timezone);
  if (/^[ZzUG]/.test(offset)) return wall;
  const minutes = +offset.slice(1, 3) * 60 + +(offset.slice(3).replace(":", "") || "0");
  return wall - (offset.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

/** How far `timezone` is ahead of UTC, in milliseconds, when its own clocks show `wall`. */
function zoneOffset(wall: number, timezone: string): number {
  const first = offsetAt(wall, timezone);
  // Near a change of clocks the guess by UTC may fall on the other side: ask again there.
  return offsetAt(wall - first, timezone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(instant: number, timezone: string): number {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timezone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(instant / 1000) * 1000;
}

/** Whether the machine knows this IANA zone. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
