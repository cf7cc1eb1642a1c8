// The year of a moment, in the site's zone.

const formats = new Map<string, Intl.DateTimeFormat>();

/** The year at `at` (milliseconds since the epoch) in `timezone` (an IANA name). */
export function yearIn(at: number, timezone: string): number {
  // No zone was ever a whole day away from UTC: only the days around New Year need the zone's rules,
  // which take some fifty times as long.
  const date = new Date(at);
  const [month, day] = [date.getUTCMonth(), date.getUTCDate()];
  if (!(month === 0 && day === 1) && !(month === 11 && day === 31)) return date.getUTCFullYear();
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en", { year: "numeric", timeZone: timezone });
    formats.set(timezone, format);
  }
  return Number(format.format(at));
}
