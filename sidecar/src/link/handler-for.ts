import { refuse } from "@courtyard/protocol/refusal.ts";
import type { Dispatch } from "../device-api/dispatch.ts";
import type { TenantEvents } from "../events/tenant-events.ts";
import type { Batch } from "../inbox/batch.ts";
import type { Inbox } from "../inbox/receive.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { createQueuePush } from "../queue/push.ts";
import type { Store } from "../store/open-store.ts";
import type { GuestHandlers } from "./guest.ts";
import { guestFrames } from "./guest-frames.ts";
import { type FrameHandler, isProven } from "./link.ts";
import { ownerFrames } from "./owner-frames.ts";
import { peerFrames } from "./peer-frames.ts";
import type { Session } from "./session.ts";

/** Without a comment feature a reader's socket stays silent. */
const nobody: GuestHandlers = {
  watch: () => undefined,
  offer: () => refuse("policy-refused"),
  closed: () => {},
};

/** Chooses what handles the frames of a socket, by the role that it has proved. */
export function handlerFor(parts: {
  inbox: Inbox;
  outbox: Outbox;
  dispatch: Dispatch;
  events: TenantEvents;
  store: Store;
  batch: Batch;
  clock: () => number;
  guests: GuestHandlers | undefined;
}): (session: Session) => FrameHandler {
  const { store, batch, clock, inbox, outbox } = parts;
  return (session) => {
    if (!isProven(session)) return guestFrames(session, parts.guests ?? nobody);
    const { peer, tenant } = session;
    if (peer.role === "peer") return peerFrames(session, { inbox, outbox });
    const device = peer.device.id;
    const send = (frame: string): void => session.send(frame);
    const push = createQueuePush({ store, batch, tenant: tenant.id, device, clock, send });
    return ownerFrames(session, { ...parts, push });
  };
}
