import type { JsonValue } from "@courtyard/protocol/strict-json.ts";

/** Names of `event` frames (spec 03): what a device's app refreshes on. */
export type EventName = "comment.pending" | "timeline" | "outbox" | "identity.alarm";

/** Tells a tenant's connected devices that something happened. Nobody listening is fine. */
export interface TenantEvents {
  emit(tenant: string, event: EventName, data: JsonValue): void;
  on(tenant: string, listener: (event: EventName, data: JsonValue) => void): () => void;
}

export function createTenantEvents(): TenantEvents {
  const listeners = new Map<string, Set<(event: EventName, data: JsonValue) => void>>();
  return {
    emit: (tenant, event, data) => {
      for (const listener of listeners.get(tenant) ?? []) listener(event, data);
    },
    on: (tenant, listener) => {
      const mine = listeners.get(tenant) ?? new Set();
      listeners.set(tenant, mine.add(listener));
      return () => {
        mine.delete(listener);
        if (mine.size === 0 && listeners.get(tenant) === mine) listeners.delete(tenant);
      };
    },
  };
}
