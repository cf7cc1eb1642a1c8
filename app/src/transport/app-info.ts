import { type Address, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";

const schema = z.object({
  v: z.literal(1),
  address: z.nullable(z.string()),
  origin: z.string(),
  via: z.enum(["sidecar", "vault"]),
  identity: z.nullable(z.string()),
});

/** Whose app this is, as the server that serves it says. */
export interface AppInfo {
  /** Null when the vault that serves this has not claimed an address yet. */
  readonly address: Address | null;
  readonly origin: string;
  readonly via: "sidecar" | "vault";
  /** The owner's identity id; null before there is one. */
  readonly identity: string | null;
}

/** Reads `/_courtyard/app.json` of an origin. Refuses `not-found` where no Courtyard answers. */
export async function fetchAppInfo(
  origin: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<AppInfo | Refusal> {
  try {
    const response = await fetch(new URL("/_courtyard/app.json", origin), { cache: "no-store" });
    if (!response.ok) return refuse("not-found", `HTTP ${response.status}`);
    const parsed = schema.safeParse(await response.json());
    if (!parsed.success) return refuse("not-found", "app.json");
    const address = parsed.data.address === null ? null : parseAddress(parsed.data.address);
    if (address !== null && isRefusal(address)) return address;
    return { ...parsed.data, address };
  } catch (cause) {
    return refuse("not-found", String(cause));
  }
}
