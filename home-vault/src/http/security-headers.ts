import type { MiddlewareHandler } from "hono";

/**
 * Headers for everything the vault serves. The app may talk to the vault that served it and to the
 * owner's sidecar (`http` and `ws` of its origin), and to nothing else; pictures in the timeline come
 * from the sites that were followed.
 */
export function securityHeaders(sidecarOrigin: () => string | null): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const origin = sidecarOrigin();
    const sidecar = origin === null ? "" : ` ${origin} ${origin.replace(/^http/, "ws")}`;
    c.header(
      "Content-Security-Policy",
      [
        "default-src 'none'",
        "script-src 'self'",
        // Svelte writes style attributes; scripts stay strict.
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "img-src 'self' data: blob: https: http:",
        "media-src 'self' blob: https: http:",
        `connect-src 'self'${sidecar}`,
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join("; "),
    );
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("Permissions-Policy", "geolocation=(), payment=(), usb=()");
  };
}
