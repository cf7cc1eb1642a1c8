// From a page that was just loaded to a state the screens can stand on.

import { formatAddress } from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { type DeviceRow, loadDevice } from "../state/device.ts";
import { indexedDbStorage } from "../state/indexeddb-storage.ts";
import type { AppStorage } from "../state/storage-port.ts";
import { type AppInfo, fetchAppInfo } from "../transport/app-info.ts";

/** Where the start ended. */
export type Start =
  | { readonly kind: "insecure" | "nothing" | "unclaimed" }
  | { readonly kind: "pair"; readonly info: AppInfo; readonly storage: AppStorage }
  | {
      readonly kind: "open";
      readonly info: AppInfo | null;
      readonly storage: AppStorage;
      readonly device: DeviceRow;
    };

/** The database of the owner whose app this origin serves. */
export const DATABASE = "courtyard";

/** Looks for a paired device first: the app opens without any server. */
export async function start(): Promise<Start> {
  if (!globalThis.isSecureContext || !crypto.subtle) return { kind: "insecure" };
  const storage = await indexedDbStorage(DATABASE);
  const device = await loadDevice(storage);
  const answer = await fetchAppInfo(location.origin);
  const info = isRefusal(answer) ? null : answer;
  // Another owner took over this origin: their app must not open with these keys.
  const same =
    device && (!info?.address || formatAddress(info.address) === formatAddress(device.address));
  if (device && (same || info?.identity === device.me)) {
    return { kind: "open", info, storage, device };
  }
  if (!info) return { kind: "nothing" };
  if (info.identity === null || info.address === null) return { kind: "unclaimed" };
  return { kind: "pair", info, storage };
}

/** Takes a pairing code out of the fragment, so that it stays in no history and no address bar. */
export function takePairingCode(): string {
  const match = /^#(?:pair=|\/pair\/)([^&/]+)$/.exec(location.hash);
  if (!match) return "";
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(match[1] ?? "");
}
