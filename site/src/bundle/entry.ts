// The bundle's way in (the adapter's server entry): an app that renders, and the site it shows.

import { createApp } from "astro/app/entrypoint";

export { provideSite, withSite } from "../render/current-site.ts";

export const app = createApp({ streaming: false });

// Astro imports a page's module anew for every rendering, which takes Node longer than the rendering.
const { pageMap } = app.manifest;
for (const [component, load] of pageMap ?? []) {
  let loaded: ReturnType<typeof load> | undefined;
  pageMap?.set(component, () => {
    loaded ??= load();
    return loaded;
  });
}
