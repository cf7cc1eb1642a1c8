// What the sidecar says is live, or was: believed only as far as a device of ours signed it (spec 05,
// MAN-36).

import { verifyIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import {
  type Manifest,
  type ManifestHeader,
  parseManifest,
  verifyManifest,
  verifyManifestHeader,
} from "@courtyard/protocol/manifest.ts";
import { nodeBackend } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { parseStrict } from "@courtyard/protocol/strict-json.ts";
import { z } from "zod";
import type { SidecarClient } from "./sidecar-client.ts";

/** A version that was live at some time. */
export interface FormerVersion {
  readonly header: ManifestHeader;
  /** When it went live. */
  readonly live: number;
}

/** What the sidecar answers; each header is checked by its signature, and its shape with it. */
const answerShape = z.object({
  publications: z.array(
    z.object({
      header: z.custom<ManifestHeader>((value) => typeof value === "object" && value !== null),
      sig: z.string(),
      live: z.number(),
    }),
  ),
});

export interface FormerVersions {
  /** The live version and those that are kept, the newest first; undefined when it cannot be asked. */
  list(): Promise<readonly FormerVersion[] | undefined>;
  /** The whole manifest that is live; undefined when there is none of ours, or it cannot be asked. */
  present(): Promise<Manifest | undefined>;
}

/** What `client` knows of the versions of the identity `id`. */
export function formerVersions(client: SidecarClient, { id }: { id: string }): FormerVersions {
  async function ownIdentity() {
    const identity = await verifyIdentityLog((await client.identityLog()) ?? "");
    return isRefusal(identity) || identity.id !== id ? undefined : identity;
  }

  return {
    async list() {
      const answer = answerShape.safeParse(await client.publications());
      const identity = answer.success ? await ownIdentity() : undefined;
      if (!answer.success || !identity) return undefined;
      const believed: FormerVersion[] = [];
      for (const { header, sig, live } of answer.data.publications) {
        // The shape first: a manifest without files has the header's.
        const shaped = parseManifest({ header, files: {}, sig });
        if (isRefusal(shaped)) continue;
        const at = { identity, now: header.created, backend: nodeBackend };
        if (!isRefusal(await verifyManifestHeader(shaped, at))) believed.push({ header, live });
      }
      return believed;
    },
    async present() {
      const json = parseStrict((await client.manifest()) ?? "", { bytes: LIMITS.manifestBytes });
      const manifest = isRefusal(json) ? json : parseManifest(json.value);
      const identity = await ownIdentity();
      if (isRefusal(manifest) || !identity) return undefined;
      const at = { identity, now: manifest.header.created, backend: nodeBackend };
      const verified = await verifyManifest(manifest, at);
      return isRefusal(verified) ? undefined : verified;
    },
  };
}
