import { createPrecompressor } from "../blob/precompress.ts";
import type { Feature, FeatureContext } from "../feature.ts";
import { createPublicTree, type Overlaid } from "./public-tree.ts";
import { publishRoutes } from "./publish-routes.ts";
import { createPublishing, type Publishing } from "./publishing.ts";
import { siteMethods } from "./site-methods.ts";

export interface PublishFeature extends Feature {
  readonly publishing: Publishing;
  /** Lets the public tree of a tenant follow what was marked. */
  followTree(tenant: string): void;
  /** Files that wait for their compressed forms. */
  compressing(): number;
  /** Resolves when trees and compressed forms are done: for tests and a clean end. */
  settled(): Promise<void>;
}

/** Publications: taken in, switched live, kept, compressed, and laid out as a folder. */
export function createPublishFeature(
  { store, tenants, identities, log, clock }: FeatureContext,
  { overlaid }: { overlaid: Overlaid },
): PublishFeature {
  const precompressor = createPrecompressor({
    onError: (error) => log.error({ err: error }, "a file could not be compressed"),
  });
  const tree = createPublicTree({ store, overlaid });
  const following = new Set<Promise<void>>();

  const publishing = createPublishing({
    store,
    tenants,
    identities,
    log,
    clock,
    onLive: (site, { set }) => {
      precompressor.add(set.map((file) => ({ blobs: site.blobs, ...file })));
      follow(site);
    },
  });

  function follow(site: Parameters<typeof tree.follow>[0]): void {
    const done = tree
      .follow(site)
      .catch((error) => log.error({ err: error, tenant: site.tenant }, "public tree fell behind"))
      .finally(() => following.delete(done));
    following.add(done);
  }
  const settle = async (): Promise<void> => {
    while (following.size > 0) await Promise.all(following);
  };

  return {
    publishing,
    followTree: (id) => {
      const tenant = tenants.byId(id);
      if (tenant) follow(publishing.site(tenant));
    },
    compressing: () => precompressor.waiting,
    settled: async () => {
      await publishing.idle();
      await settle();
      await precompressor.idle();
    },
    routes: publishRoutes(publishing, { clock }),
    methods: siteMethods(publishing),
    start: () => publishing.start(),
    close: async () => {
      await publishing[Symbol.asyncDispose]();
      await precompressor[Symbol.asyncDispose]();
      await tree[Symbol.asyncDispose]();
      // What the tree has not done yet is marked in the store, and done at the next start.
    },
  };
}
