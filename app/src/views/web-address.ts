/** Whether a text is an http(s) address, and so may be a link. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

/** The web address that was typed, with https:// where no scheme was given; null for none. */
export function asWebAddress(text: string): URL | null {
  const trimmed = text.trim();
  const schemed = /^[a-z]+:\/\//i.test(trimmed);
  const url = URL.parse(schemed ? trimmed : `https://${trimmed}`);
  // A single word is a name or a slip, unless its scheme says that an address is meant.
  const meant = schemed || url?.hostname.includes(".");
  return url !== null && meant && isWebAddress(url.href) ? url : null;
}
