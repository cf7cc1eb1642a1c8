import { LIMITS } from "@courtyard/protocol/limits.ts";
import type { Manifest, ManifestDelta } from "@courtyard/protocol/manifest.ts";
import { isRefusal, type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { OwnIdentities } from "../identity/own-identity.ts";
import type { Logger } from "../log.ts";
import { createOneAtATime } from "../order/one-at-a-time.ts";
import type { Sites } from "../site/live-site.ts";
import type { Store } from "../store/open-store.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { acceptDelta, checkSigner, followLedger, type PublishQuota } from "./accept-delta.ts";
import { createActivation } from "./activation.ts";
import { collectReleased, collectUnfinished } from "./collect-blobs.ts";
import type { FileDifference } from "./file-difference.ts";
import { dropScheduled, keepScheduled, switchLive } from "./switch-live.ts";
import {
  formerHeaders,
  keptVersion,
  loadTenantSite,
  newestSeq,
  type TenantSite,
  type Waiting,
} from "./tenant-site.ts";

/** What became of a publication that was not refused. */
export type Published =
  | { ok: true; state: "live"; seq: number }
  | { ok: true; state: "scheduled"; seq: number; activate: number }
  | { ok: true; state: "waiting"; need: string[] };

/** Takes publications in, and switches what readers see. */
export interface Publishing extends Sites, AsyncDisposable {
  site(tenant: Tenant): TenantSite;
  publish(tenant: Tenant, delta: ManifestDelta): Promise<Published | Refusal>;
  /** Signed headers of the live version and of the kept ones, the newest first. */
  headers(tenant: Tenant): ReturnType<typeof formerHeaders>;
  /** One blob of the waiting version. Refuses `blob-unwanted`, `blob-size`, `blob-hash`. */
  upload(
    tenant: Tenant,
    sha256: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<Refusal | undefined>;
  /** Loads all tenants, puts right what a crash left, and begins to watch the clock. */
  start(): void;
  /** Resolves when no publication is in hand. */
  idle(): Promise<void>;
}

/** Publications of one tenant that may wait for each other; a publisher sends one at a time. */
const LINE = 4;
/** Blobs of one tenant that may be on their way at once. */
const UPLOADS = 32;

export function createPublishing({
  store,
  tenants,
  identities,
  log,
  clock,
  onLive,
  quota = { bytes: LIMITS.siteBytes, files: LIMITS.manifestFiles },
}: {
  store: Store;
  tenants: { byId(id: string): Tenant | undefined; all(): Tenant[] };
  identities: Pick<OwnIdentities, "of">;
  log: Logger;
  clock: () => number;
  /** After each switch, and once at the start for each site, then with everything as `set`. */
  onLive: (site: TenantSite, difference: FileDifference) => void;
  quota?: PublishQuota;
}): Publishing {
  const sites = new Map<string, TenantSite>();
  const line = createOneAtATime();
  const uploads = new Map<string, number>();
  const activation = createActivation({
    clock,
    next: () => earliest([...sites.values()].flatMap((site) => site.scheduled)),
    run: activateDue,
  });

  function siteOf({ id, dir }: Pick<Tenant, "id" | "dir">): TenantSite {
    let site = sites.get(id);
    if (!site) {
      site = loadTenantSite(store, { tenant: id, dir });
      sites.set(id, site);
    }
    return site;
  }

  function goLive(site: TenantSite, manifest: Manifest, by?: ManifestDelta): void {
    const keepBytes = quota.bytes;
    const isNext = by?.base === site.live?.manifest.header.seq;
    const options = { manifest, by, now: clock(), keepBytes };
    const { difference, released } = switchLive(store, site, options);
    followLedger(site, isNext ? by : undefined);
    site.waiting = undefined;
    onLive(site, difference);
    void collectReleased(store, site, released).catch((error) =>
      log.error({ err: error, tenant: site.tenant }, "old blobs could not be removed"),
    );
    log.info(
      {
        tenant: site.tenant,
        seq: manifest.header.seq,
        set: difference.set.length,
        drop: difference.drop.length,
      },
      "site went live",
    );
  }

  async function activateDue(): Promise<void> {
    for (const site of sites.values()) await line.run(site.tenant, () => activateSite(site));
  }

  async function activateSite(site: TenantSite): Promise<void> {
    const due = site.scheduled.filter(({ header }) => (header.activate ?? 0) <= clock());
    const identity = identities.of(site.tenant);
    for (const manifest of due) {
      // Its key may have been revoked while it waited.
      const refusal = identity ? await checkSigner(manifest, identity) : refuse("tenant-unknown");
      const { seq } = manifest.header;
      if (refusal) {
        await collectReleased(store, site, dropScheduled(store, site, seq));
        log.warn({ tenant: site.tenant, seq, code: refusal.code }, "scheduled version dropped");
      } else if (site.scheduled.includes(manifest)) goLive(site, manifest);
    }
  }

  async function publish(tenant: Tenant, delta: ManifestDelta): Promise<Published | Refusal> {
    const site = siteOf(tenant);
    const known = [site.live?.manifest, ...site.scheduled].find((other) => isSame(other, delta));
    // The answer was lost on its way: say it again.
    if (known) return stateOf(site, known);
    const version = await verified(site, tenant, delta);
    if (isRefusal(version)) return version;
    const { manifest, by } = version;
    // Every version that a delta builds on was accepted whole: only what it sets can be missing.
    const needed = new Map<string, number>();
    for (const { sha256, size } of Object.values(site.lacks ? manifest.files : by.set)) {
      if (!site.blobs.has(sha256)) needed.set(sha256, size);
    }
    if (needed.size > 0) {
      site.waiting = { manifest, by, needed };
      return { ok: true, state: "waiting", need: [...needed.keys()] };
    }
    if ((manifest.header.activate ?? 0) > clock()) {
      keepScheduled(store, site, { manifest, now: clock() });
      site.waiting = undefined;
    } else goLive(site, manifest, by);
    activation.plan();
    return stateOf(site, manifest);
  }

  async function verified(
    site: TenantSite,
    tenant: Tenant,
    delta: ManifestDelta,
  ): Promise<Omit<Waiting, "needed"> | Refusal> {
    const identity = identities.of(tenant.id);
    if (!identity) return refuse("tenant-unknown", "not claimed yet");
    const { waiting } = site;
    if (
      waiting &&
      isSame(waiting.manifest, delta) &&
      waiting.manifest.header.seq > newestSeq(site)
    ) {
      // The signature binds all files by the root: the same version needs no second look, but its
      // signer may have been revoked while the blobs came. What is set is what was verified: this
      // delta may carry the same header and name other files.
      return (await checkSigner(waiting.manifest, identity)) ?? waiting;
    }
    const manifest = await acceptDelta(site, delta, {
      ...{ identity, now: clock(), quota },
      former: (seq) => keptVersion(store, site, seq),
    });
    return isRefusal(manifest) ? manifest : { manifest, by: delta };
  }

  return {
    of: (id) => {
      const known = sites.get(id);
      if (known) return known.live;
      const tenant = tenants.byId(id);
      return tenant && siteOf(tenant).live;
    },
    site: siteOf,
    headers: (tenant) => formerHeaders(store, siteOf(tenant)),
    publish: async (tenant, delta) =>
      line.depth(tenant.id) >= LINE
        ? refuse("rate-limited", "another publication is in hand")
        : line.run(tenant.id, () => publish(tenant, delta)),
    upload: async (tenant, sha256, body) => {
      const site = siteOf(tenant);
      const size = site.waiting?.needed.get(sha256);
      if (size === undefined) return refuse("blob-unwanted");
      if (site.blobs.has(sha256)) return undefined;
      const open = uploads.get(tenant.id) ?? 0;
      if (open >= UPLOADS) return refuse("rate-limited", "too many uploads at once");
      uploads.set(tenant.id, open + 1);
      try {
        return await site.blobs.receive(sha256, { size, body });
      } finally {
        uploads.set(tenant.id, (uploads.get(tenant.id) ?? 1) - 1);
      }
    },
    start: () => {
      for (const tenant of tenants.all()) {
        const site = siteOf(tenant);
        if (site.live) onLive(site, { set: everything(site.live.manifest), drop: [] });
        void line.run(tenant.id, () => collectUnfinished(store, site, clock()));
      }
      activation.plan();
    },
    idle: () => line.idle(),
    [Symbol.asyncDispose]: async () => {
      activation.close();
      await line.idle();
    },
  };
}

function isSame(manifest: Manifest | undefined, { header, sig }: ManifestDelta): boolean {
  return (
    manifest !== undefined &&
    manifest.sig === sig &&
    JSON.stringify(Object.entries(manifest.header).sort()) ===
      JSON.stringify(Object.entries(header).sort())
  );
}

function stateOf(site: TenantSite, { header }: Manifest): Published {
  const { seq, activate } = header;
  return activate !== undefined && site.live?.manifest.header.seq !== seq
    ? { ok: true, state: "scheduled", seq, activate }
    : { ok: true, state: "live", seq };
}

function earliest(scheduled: readonly Manifest[]): number | undefined {
  const times = scheduled.flatMap(({ header }) => header.activate ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

function everything({ files }: Manifest): FileDifference["set"] {
  return Object.keys(files).flatMap((path) => {
    const file = files[path];
    return file ? [{ path, ...file }] : [];
  });
}
