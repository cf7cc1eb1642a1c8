// The bundle's way in (the adapter's server entry): an app that renders, and the site it shows.

import { createApp } from "astro/app/entrypoint";

export { provideSite, withSite } from "../render/current-site.ts";

export const app = createApp({ streaming: false });
