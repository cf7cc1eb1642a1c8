// A bundle as a module: each import in a thread of its own has a site of its own.

import { pathToFileURL } from "node:url";
import type { SiteReader } from "../model/reader.ts";

/** Templates that render what a site says. */
export interface Templates {
  provideSite(site: SiteReader): void;
  render(url: string): Promise<Response>;
  /** Renders a page of another site than the one that was provided. */
  renderFor(site: SiteReader, url: string): Promise<Response>;
}

/** Imports the server module of a bundle. */
export async function importBundle(entry: string): Promise<Templates> {
  // Made by `entry.ts` of this folder.
  const { app, provideSite, withSite }: BundleModule = await import(pathToFileURL(entry).href);
  return {
    provideSite,
    render: (url) => app.render(new Request(url)),
    renderFor: (site, url) => withSite(site, () => app.render(new Request(url))),
  };
}

interface BundleModule {
  readonly app: { render(request: Request): Promise<Response> };
  provideSite(site: SiteReader): void;
  withSite<Done>(site: SiteReader, work: () => Done): Done;
}
