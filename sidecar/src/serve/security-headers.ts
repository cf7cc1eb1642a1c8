/** Where a response belongs: the author's pages, or the owner's app. */
export type Surface = "site" | "app";

// A site's author may embed pictures and films from elsewhere, and write raw HTML, but script runs
// from the own origin alone: a hole in a theme or a comment must not become code.
const SITE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "media-src 'self' data: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' https:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self' https:",
  "frame-ancestors 'self'",
].join("; ");

// The app shows pictures of followed feeds, and makes object URLs of what it decrypts. It connects to
// its own sidecar only; `ws:`/`wss:` of the own host is what 'self' means in browsers of today.
const APP_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https: http:",
  "media-src 'self' data: blob: https: http:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

// The comment panel: a form, its one script, and a socket. Older Safari does not take 'self' for `ws:`.
function panelPolicy(origin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    `connect-src 'self' ${origin.replace(/^http/, "ws")}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");
}

const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

/** The security headers of every response of a tenant. `origin` decides on HSTS. */
export function securityHeaders(surface: Surface, origin: string): Record<string, string> {
  const headers: Record<string, string> = {
    "content-security-policy": surface === "site" ? SITE_POLICY : APP_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": surface === "site" ? "strict-origin-when-cross-origin" : "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy":
      surface === "site"
        ? "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
        : "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), browsing-topics=()",
  };
  if (origin.startsWith("https://")) {
    headers["strict-transport-security"] = `max-age=${YEAR_IN_SECONDS}`;
  }
  return headers;
}

/** The headers of the comment panel, which only the own pages may frame. */
export function panelHeaders(origin: string): Record<string, string> {
  return { ...securityHeaders("site", origin), "content-security-policy": panelPolicy(origin) };
}
