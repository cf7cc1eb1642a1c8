import type { House } from "../home/house.ts";

/** How the cli reaches the sidecar of a house: maybe by another way than its readers, so the host is said. */
export interface SidecarPlace {
  /** `http://127.0.0.1:4300`, without a slash. */
  readonly url: string;
  /** Headers that name the tenant. */
  readonly headers: { readonly host: string };
}

/** By its loopback port when the house runs it, else as everybody does. */
export function sidecarPlace(house: House): SidecarPlace {
  const host = new URL(house.origin).host;
  if (!house.ownSidecar) return { url: house.origin, headers: { host } };
  return { url: `http://${hostOfBind(house.bind)}:${house.ports.sidecar}`, headers: { host } };
}

/** Where to knock when a server listens on `bind`. */
function hostOfBind(bind: string): string {
  if (bind === "0.0.0.0" || bind === "::") return "127.0.0.1";
  return bind.includes(":") ? `[${bind}]` : bind;
}
