// Astro's view of the content: one live collection whose entries come from the publisher's store.
// No schema here: Astro would check every entry at every call, and the store checked it once.

import { defineLiveCollection } from "astro/content/config";
import { currentSite } from "./render/current-site.ts";

const texts = defineLiveCollection({
  loader: {
    name: "courtyard",
    async loadCollection() {
      return { entries: [] };
    },
    async loadEntry({ filter }: { filter: { id: string } }) {
      const body = await currentSite().body(filter.id);
      if (!body) return undefined;
      const { html, headings } = body;
      return { id: filter.id, data: {}, rendered: { html, metadata: { headings } } };
    },
  },
});

export const collections = { texts };
