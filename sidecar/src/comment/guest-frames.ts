import { isRefusal, refuse } from "@courtyard/protocol/refusal.ts";
import type { GuestHandlers } from "../link/guest.ts";
import type { Comments } from "./comments.ts";
import type { AcceptOffer } from "./guest-offer.ts";
import type { Watchers } from "./watchers.ts";

/** What readers' sockets may do: watch a page of this tenant, and offer a comment on one. */
export function guestFrames({
  comments,
  watchers,
  accept,
}: {
  comments: Comments;
  watchers: Watchers;
  accept: AcceptOffer;
}): GuestHandlers {
  return {
    watch: (socket, { page }) => {
      const target = comments.target(socket.tenant.id, page);
      if (isRefusal(target)) return target;
      return watchers.watch(socket, target.page) ? undefined : refuse("link-limit", "pages");
    },
    offer: ({ tenant, remote }, { page, name, text }) =>
      accept({ tenant: tenant.id, remote, page, name, text }),
    closed: (socket) => watchers.leave(socket),
  };
}
