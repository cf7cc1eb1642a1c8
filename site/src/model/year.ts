// The year and month of a moment, in the site's zone.

const formats = new Map<string, Intl.DateTimeFormat>();

/** The year at `at` (milliseconds since the epoch) in `timezone` (an IANA name). */
export function yearIn(at: number, timezone: string): number {
  // No zone was ever a whole day away from UTC: only the days around New Year need the zone's rules,
  // which take some fifty times as long.
  const date = new Date(at);
  const [month, day] = [date.getUTCMonth(), date.getUTCDate()];
  if (!(month === 0 && day === 1) && !(month === 11 && day === 31)) return date.getUTCFullYear();
  return Number(partOf("year", at, timezone));
}

/** The month, from 1, at `at` in `timezone`. */
export function monthIn(at: number, timezone: string): number {
  const date = new Date(at);
  // Likewise: the first of a month, and whatever may be its last.
  const day = date.getUTCDate();
  if (day > 1 && day < 28) return date.getUTCMonth() + 1;
  return Number(partOf("month", at, timezone));
}

function partOf(part: "year" | "month", at: number, timeZone: string): string {
  const key = `${part} ${timeZone}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en", { [part]: "numeric", timeZone });
    formats.set(key, format);
  }
  return format.format(at);
}
