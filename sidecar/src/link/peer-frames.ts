import { formatAddress } from "@courtyard/protocol/address.ts";
import { replyIdOf } from "@courtyard/protocol/frames.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { Inbox } from "../inbox/receive.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { FrameHandler, ProvenLink } from "./link.ts";

/** Another sidecar's socket: it delivers, and is told when each envelope is committed. */
export function peerFrames(
  link: ProvenLink,
  { inbox, outbox }: { inbox: Inbox; outbox: Outbox },
): FrameHandler {
  return {
    opened: () => {
      // They are up: what waits for them here need not wait out its back-off.
      if (link.peer.from) outbox.retryNow(link.tenant.id, formatAddress(link.peer.from));
    },
    frame: async (frame) => {
      if (frame.t !== "deliver") return;
      const result = await inbox.receive(link.tenant, frame.envelope);
      if (isRefusal(result)) link.refuse(result, replyIdOf(frame));
      else link.send(`{"t":"ack","id":"${result.id}"}`);
    },
  };
}
