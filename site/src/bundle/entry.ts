// The bundle's way in (the adapter's server entry): an app that renders, and the site it shows.

import { createApp } from "astro/app/entrypoint";

export { provideSite, withSite } from "../render/current-site.ts";

export const app = createApp({ streaming: false });

// What a template throws reaches whoever asked for the page; Astro would log it and answer with a 500.
app.logger.options.level = "silent";
const renderError = app.renderError.bind(app);
app.renderError = (request, options) => {
  if (options.error) throw options.error;
  return renderError(request, options);
};

// Astro imports a page's module anew for every rendering, which takes Node longer than the rendering.
const { pageMap } = app.manifest;
for (const [component, load] of pageMap ?? []) {
  let loaded: ReturnType<typeof load> | undefined;
  pageMap?.set(component, () => {
    loaded ??= load();
    return loaded;
  });
}
