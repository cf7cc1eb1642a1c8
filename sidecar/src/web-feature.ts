import { createAppFiles } from "./app-files.ts";
import { createCommentFeature } from "./comment/comment-feature.ts";
import type { CreateFeature } from "./feature.ts";
import { createFollowFeature } from "./follow/follow-feature.ts";
import { createHealth } from "./health.ts";
import { mergeFeatures } from "./merge-features.ts";
import { createMetrics } from "./metrics.ts";
import { createPublishFeature, type PublishFeature } from "./publish/publish-feature.ts";
import { siteRoutes } from "./static/site-routes.ts";
import { createWebfinger } from "./webfinger.ts";

/**
 * The web side as one feature. Publishing, comments and static serving meet here and nowhere else:
 * a page is a blob of the live version, with its comments written in when it has any.
 */
export const createWebFeature: CreateFeature = (context) => {
  const publish: PublishFeature = createPublishFeature(context, {
    overlaid: (tenant, path) => comments.overlays.bytesOf(tenant, path),
  });
  const sites = publish.publishing;
  const comments = createCommentFeature(context, {
    sites,
    onPageChange: (tenant) => publish.followTree(tenant),
  });
  const metrics = createMetrics(context, {
    web: () => ({ watchers: comments.watchers.count, compressing: publish.compressing() }),
  });
  return mergeFeatures([
    createHealth(context),
    metrics,
    createWebfinger(context),
    createAppFiles(context),
    publish,
    comments,
    createFollowFeature(context),
    {
      routes: siteRoutes({ sites, overlay: (tenant, path) => comments.overlays.of(tenant, path) }),
    },
  ]);
};
