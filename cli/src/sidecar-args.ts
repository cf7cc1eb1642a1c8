import type { House } from "./home/house.ts";

/** The sidecar's command line for the sidecar of a house. */
export function sidecarArgs({ places, ports, bind, origin }: House): string[] {
  return [
    ...["--dir", places.sidecar, "--port", String(ports.sidecar), "--bind", bind],
    // The sidecar speaks no TLS: whoever has an https address has a proxy in front of it.
    ...(origin.startsWith("https:") ? ["--trust-proxy"] : []),
  ];
}
