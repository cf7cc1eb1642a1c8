import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { GuestHandlers } from "./guest.ts";
import type { FrameHandler, Link } from "./link.ts";

/** A reader's socket. What the comment feature accepts of an offer is acknowledged by its id. */
export function guestFrames(link: Link, guests: GuestHandlers): FrameHandler {
  let known = false;
  return {
    frame: (frame) => {
      if (frame.t === "watch") {
        known = true;
        const no = guests.watch(link, frame);
        if (isRefusal(no)) link.refuse(no);
      } else if (frame.t === "offer") {
        known = true;
        const no = guests.offer(link, frame);
        if (isRefusal(no)) link.refuse(no, frame.id);
        else link.sendFrame({ t: "ack", id: frame.id });
      }
    },
    closed: () => {
      if (known) guests.closed(link);
    },
  };
}
