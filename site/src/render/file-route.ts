// Feeds, the sitemap and robots.txt as Astro endpoints: the same for all three file endings.

import type { APIRoute, GetStaticPaths } from "astro";
import { currentSite } from "./current-site.ts";

/** The static paths and the handler for files that end in `.${extension}`. */
export function fileRoute(extension: string): { getStaticPaths: GetStaticPaths; GET: APIRoute } {
  const ending = `.${extension}`;
  return {
    getStaticPaths: () =>
      currentSite()
        .paths()
        .filter((path) => path.endsWith(ending))
        .map((path) => ({ params: { path: path.slice(1, -ending.length) } })),
    GET: async ({ params }) => {
      const file = await currentSite().file(`/${params.path ?? ""}${ending}`);
      if (!file) return new Response(null, { status: 404 });
      return new Response(file.text, { headers: { "content-type": file.type } });
    },
  };
}
