import { commentCreate } from "@courtyard/protocol/messages/comment-create.ts";
import type { Feature, FeatureContext } from "../feature.ts";
import type { Sites } from "../site/live-site.ts";
import { approvedComments, hasApproved } from "../store/comment.ts";
import { commentMethods } from "./comment-methods.ts";
import { commentRoutes } from "./comment-routes.ts";
import { commentOf, createComments } from "./comments.ts";
import { guestFrames } from "./guest-frames.ts";
import { createAcceptOffer } from "./guest-offer.ts";
import { createPageOverlays, type PageOverlays } from "./page-overlay.ts";
import { createWatchers, type Watchers } from "./watchers.ts";

export interface CommentFeature extends Feature {
  readonly overlays: PageOverlays;
  readonly watchers: Watchers;
}

/** Comments: taken in, moderated, written into pages, pushed to who reads them. */
export function createCommentFeature(
  { store, events, clock, random, log }: FeatureContext,
  {
    sites,
    onPageChange,
  }: {
    sites: Sites;
    /** A page's bytes changed; the commit has marked it for the public tree. */
    onPageChange: (tenant: string) => void;
  },
): CommentFeature {
  const watchers = createWatchers();
  const overlays = createPageOverlays({
    siteOf: (tenant) => sites.of(tenant),
    hasComments: (tenant, page) => hasApproved(store, tenant, page),
    commentsOf: (tenant, page) => approvedComments(store, tenant, page).map(commentOf),
  });
  const comments = createComments({
    store,
    sites,
    events,
    onPageChange: ({ tenant, target, frame }) => {
      overlays.changed(tenant, target.path);
      onPageChange(tenant);
      if (!frame) return;
      watchers.push(tenant, target.page, frame).catch((error) => {
        log.error({ err: error, tenant }, "a comment could not be pushed");
      });
    },
  });
  const accept = createAcceptOffer({ store, comments, clock, random });
  return {
    overlays,
    watchers,
    routes: commentRoutes({ store, comments, accept }),
    methods: commentMethods({ store, comments }),
    guests: guestFrames({ comments, watchers, accept }),
    handlers: [
      {
        type: commentCreate.type,
        commit: (_store, { tenant, envelope, sender, friend, receivedAt }) =>
          comments.receive({
            tenant: tenant.id,
            envelope,
            sender,
            trusted: friend || sender === tenant.identityId,
            receivedAt,
          }),
      },
    ],
  };
}
