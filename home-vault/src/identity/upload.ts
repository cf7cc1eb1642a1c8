import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import type { Logger } from "pino";
import { serial } from "../serial.ts";
import type { VaultStore } from "../store/vault-store.ts";
import type { OwnIdentity } from "./own-identity.ts";

/** Keeps the sidecar's copy of the own log up to date. */
export interface Uploader {
  /** Puts the log if the sidecar may not have it; `force` even if it should. Never throws. */
  upload(options?: { force: boolean }): Promise<void>;
  /** Resolves when no upload is under way. */
  settled(): Promise<void>;
}

/** `put` sends `identity.put` over the link. What fails is sent again when the link is next ready. */
export function identityUploader(
  store: VaultStore,
  {
    own,
    put,
    log,
  }: { own: OwnIdentity; put: (jsonl: string) => Promise<Refusal | null>; log: Logger },
): Uploader {
  const oneByOne = serial();
  return {
    settled: () => oneByOne(async () => {}),
    upload: ({ force } = { force: false }) =>
      oneByOne(async () => {
        const identity = own.current();
        const place = store.place.get();
        if (!identity || !place || (place.uploaded === identity.hash && !force)) return;
        const refusal = await put(formatIdentityLog(identity));
        if (isRefusal(refusal)) {
          log.warn({ code: refusal.code, detail: refusal.detail }, "identity not uploaded");
          return;
        }
        const now = store.place.get();
        if (now) store.place.set({ ...now, uploaded: identity.hash });
      }).catch((err) => log.error({ err }, "identity upload failed")),
  };
}
