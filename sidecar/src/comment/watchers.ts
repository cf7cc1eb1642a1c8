import { setImmediate as turn } from "node:timers/promises";
import type { GuestSocket } from "../link/guest.ts";

/** Which readers look at which page. */
export interface Watchers {
  /** false when this socket watches as many pages as it may. */
  watch(socket: GuestSocket, page: string): boolean;
  leave(socket: GuestSocket): void;
  /** Sends one frame to all who watch a page. Resolves when it was handed to every socket. */
  push(tenant: string, page: string, frame: object): Promise<void>;
  readonly count: number;
}

/** One reader has one page open; a few more may follow in the same tab. */
const PAGES_PER_SOCKET = 8;
/** After so many sends others get a turn: a crowd on one page must not hold up the rest. */
const SLICE = 500;

export function createWatchers(): Watchers {
  const pages = new Map<string, Set<GuestSocket>>();
  const sockets = new Map<GuestSocket, Set<string>>();
  return {
    watch: (socket, page) => {
      const key = keyOf(socket.tenant.id, page);
      const mine = sockets.get(socket) ?? new Set();
      if (mine.size >= PAGES_PER_SOCKET && !mine.has(key)) return false;
      sockets.set(socket, mine.add(key));
      const here = pages.get(key) ?? new Set();
      pages.set(key, here.add(socket));
      return true;
    },
    leave: (socket) => {
      for (const key of sockets.get(socket) ?? []) {
        const here = pages.get(key);
        here?.delete(socket);
        if (here?.size === 0) pages.delete(key);
      }
      sockets.delete(socket);
    },
    push: async (tenant, page, frame) => {
      const here = pages.get(keyOf(tenant, page));
      if (!here) return;
      // Written once for all of them.
      const bytes = Buffer.from(JSON.stringify(frame));
      let sent = 0;
      for (const socket of [...here]) {
        if (here.has(socket)) socket.send(bytes);
        sent += 1;
        if (sent % SLICE === 0) await turn();
      }
    },
    get count() {
      return sockets.size;
    },
  };
}

function keyOf(tenant: string, page: string): string {
  return `${tenant}\n${page}`;
}
