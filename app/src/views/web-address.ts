/** Whether a text is an http(s) address, and so may be a link. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

/** Whether a link may be made of it; the address as typed, with https:// where no scheme was given. */
export function asWebAddress(text: string): URL | null {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  return url !== null && isWebAddress(url.href) && url.hostname.includes(".") ? url : null;
}
