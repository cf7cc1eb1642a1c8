import type { Role } from "@courtyard/protocol/frames.ts";
import { type DeviceRecord, deviceOf, type Identity } from "@courtyard/protocol/identity.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { ServerLimits } from "../config/server-limits.ts";
import type { ProvenPeer } from "./link.ts";
import type { Session } from "./session.ts";

/** The open sockets after `ready`, by tenant. */
export interface Links {
  /** Refuses `link-limit`. */
  add(session: Session): Refusal | undefined;
  remove(session: Session): void;
  all(): Iterable<Session>;
  /** Vault and device sockets of one tenant. */
  owned(tenant: string): Session[];
  /** The vault that connected last: an earlier socket of it may be a dead one. */
  vaultOf(tenant: string): Session | undefined;
  /** Closes the sockets of devices that a new log has revoked, and updates the others. */
  identityChanged(tenant: string, identity: Identity, now: number): void;
  /** Closes the sockets of devices whose last time has come: the vault's clock may be ahead of ours. */
  endRevoked(now: number): void;
  readonly counts: Record<Role, number>;
}

interface OfTenant {
  readonly guests: Set<Session>;
  readonly peers: Set<Session>;
  readonly owned: Set<Session>;
}

export function createLinks(limits: ServerLimits): Links {
  const tenants = new Map<string, OfTenant>();
  const counts: Record<Role, number> = { peer: 0, vault: 0, device: 0, guest: 0 };

  function of(tenant: string): OfTenant {
    let mine = tenants.get(tenant);
    if (!mine) {
      mine = { guests: new Set(), peers: new Set(), owned: new Set() };
      tenants.set(tenant, mine);
    }
    return mine;
  }
  function setFor({ guests, peers, owned }: OfTenant, { role }: { role: Role }): Set<Session> {
    if (role === "guest") return guests;
    return role === "peer" ? peers : owned;
  }

  return {
    counts,
    add: (session) => {
      const mine = of(session.tenant.id);
      const set = setFor(mine, session.peer);
      if (session.peer.role === "guest") {
        if (set.size >= limits.guestsPerTenant) return refuse("link-limit");
      } else {
        const { kid } = session.peer;
        let same = 0;
        for (const other of set) if ((other.peer as ProvenPeer).kid === kid) same += 1;
        if (same >= limits.socketsPerIdentity) return refuse("link-limit");
        if (set.size >= limits.peersPerTenant) return refuse("link-limit");
      }
      set.add(session);
      counts[session.peer.role] += 1;
      return undefined;
    },
    remove: (session) => {
      const mine = tenants.get(session.tenant.id);
      if (!mine || !session.ready) return;
      if (setFor(mine, session.peer).delete(session)) counts[session.peer.role] -= 1;
    },
    *all() {
      for (const { guests, peers, owned } of tenants.values()) {
        yield* guests;
        yield* peers;
        yield* owned;
      }
    },
    owned: (tenant) => [...(tenants.get(tenant)?.owned ?? [])],
    vaultOf: (tenant) =>
      [...(tenants.get(tenant)?.owned ?? [])].findLast(({ peer }) => peer.role === "vault"),
    identityChanged: (tenant, identity, now) => {
      for (const session of [...(tenants.get(tenant)?.owned ?? [])]) {
        const peer = session.peer as ProvenPeer;
        const device = deviceOf(identity, peer.device.id);
        if (!device || isOver(device, now)) session.close(1008, refuse("device-revoked"));
        else session.replacePeer({ ...peer, identity, device });
      }
    },
    endRevoked: (now) => {
      for (const { owned } of tenants.values()) {
        for (const session of owned) {
          if (!isOver((session.peer as ProvenPeer).device, now)) continue;
          session.close(1008, refuse("device-revoked"));
        }
      }
    },
  };
}

function isOver({ until }: DeviceRecord, now: number): boolean {
  return until !== undefined && until <= now;
}
