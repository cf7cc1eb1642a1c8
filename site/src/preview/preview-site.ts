// The site as it would be with everything that is kept back: drafts, what is to come, what is private.
// Put together only when somebody looks; nothing of it is ever in the published tree.

import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import type { Bundle } from "../bundle/load-bundle.ts";
import { templatePlace } from "../bundle/template-fault.ts";
import type { ImageStore } from "../images/image-store.ts";
import { escapeAttribute } from "../images/picture.ts";
import type { BodyShelf } from "../model/body.ts";
import { createCardShelf } from "../model/card.ts";
import { hrefOf } from "../model/permalink.ts";
import { pictureFiles } from "../model/picture-files.ts";
import { createReader } from "../model/reader.ts";
import { createRouter } from "../model/route.ts";
import { createModeler, type SiteModel } from "../model/site-model.ts";
import { formatLayout } from "../search/layout.ts";
import type { Content } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import type { ThemeInUse } from "../theme/theme-in-use.ts";
import { bannerOf, marked, reasonOf } from "./mark.ts";

/** A page or a file of the preview. */
export interface PreviewFile {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer> | string;
}

/** What a site is shown by. */
interface Dress {
  readonly bundle: Bundle;
  readonly theme: ThemeInUse;
}

export interface PreviewSite {
  /** The folder was read: `changed` names the files that differ from the last time. */
  note(content: Content, changed: ReadonlySet<string> | "everything"): void;
  /** What stands at a decoded path; undefined before the folder was ever read. */
  get(path: string): Promise<PreviewFile | undefined>;
  /** Calls back after every change until the function it returns is called. */
  watch(changed: () => void): () => void;
}

/** No index of what is not published: a search in the preview finds nothing. */
const NO_SEARCH = {
  prepare: async () => undefined,
  index: () => ({
    layout: formatLayout({ terms: { old: 0, new: 0 }, cards: 0 }),
    rows: [],
  }),
  save: () => undefined,
  close: () => undefined,
};

/** A preview over the publisher's own templates, texts and pictures. */
export function createPreviewSite({
  origin,
  clock,
  images,
  bodies,
  dress,
  typeOf,
}: {
  origin: string;
  clock: () => number;
  images: ImageStore;
  bodies: BodyShelf;
  /** The templates that are in force, if any were made yet. */
  dress: () => Dress | undefined;
  typeOf: (path: string) => string;
}): PreviewSite {
  const modeler = createModeler({ drafts: true });
  const shelf = createCardShelf();
  const router = createRouter({ shelf, search: NO_SEARCH });
  const watchers = new Set<() => void>();
  const marks = new WeakMap<Entry, Entry>();
  let content: Content | undefined;
  let changed: Set<string> | "everything" = "everything";
  let model: SiteModel | undefined;
  let pictures = new Map<string, string>();

  function bring({ bundle, theme }: Dress): SiteModel | undefined {
    if (!content) return undefined;
    if (model && changed !== "everything" && changed.size === 0) return model;
    const now = clock();
    const entries = new Map(content.entries);
    for (const entry of content.entries.values()) {
      const reason = reasonOf(entry, now);
      if (!reason) continue;
      const copy = marks.get(entry) ?? marked(entry, reason);
      marks.set(entry, copy);
      entries.set(entry.file, copy);
    }
    model = modeler.update({ ...content, entries }, changed);
    changed = new Set();
    router.update(model, bundle.digest, theme.features);
    router.updateSearch(model, bundle.digest, theme.features);
    pictures = new Map(
      pictureFiles(model).map(({ picture, file }) => [
        `/${file.path}`,
        images.cachedPath(picture, file),
      ]),
    );
    return model;
  }

  async function fileAt(path: string, bundle: Bundle, theme: ThemeInUse): Promise<PreviewFile> {
    if (theme.sheet && path === `/${theme.sheet.file}`) {
      return { status: 200, type: "text/css; charset=utf-8", body: theme.sheet.text };
    }
    // `normalize` leaves no `..` in a path that begins with a slash.
    const asset = join(bundle.assetsDir, normalize(path));
    const body = await readFile(pictures.get(path) ?? asset).catch(() => undefined);
    if (!body) return { status: 404, type: "text/plain; charset=utf-8", body: "" };
    return { status: 200, type: typeOf(path), body: new Uint8Array(body) };
  }

  return {
    note(next, files) {
      content = next;
      if (files === "everything") changed = files;
      else if (changed !== "everything") for (const file of files) changed.add(file);
      if (files === "everything" || files.size > 0) for (const tell of watchers) tell();
    },
    async get(path) {
      const clothes = dress();
      const site = clothes && bring(clothes);
      if (!clothes || !site) return undefined;
      const { bundle, theme } = clothes;
      const route = router.routes.get(path) ?? router.routes.get(`${path}/`);
      if (!route && /\.[a-z0-9]+$/i.test(path)) return fileAt(path, bundle, theme);
      const { routes } = router;
      const reader = createReader({ model: site, routes, origin, shelf, bodies, theme });
      const asked = bundle.renderFor(reader, `${origin}${hrefOf(route?.path ?? "/404")}`);
      const answer = await asked.catch(faultPage);
      const type = answer.headers.get("content-type") ?? typeOf(path);
      const entry = route && "entry" in route.target ? route.target.entry : undefined;
      const reason = entry && reasonOf(entry, clock());
      const html = await answer.text();
      const body = reason
        ? html.replace(
            /<body[^>]*>/,
            (open) => open + bannerOf(entry, reason, site.settings.timezone),
          )
        : html;
      return { status: answer.status, type, body };
    },
    watch(tell) {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
  };
}

/** A template threw: the writer sees what and where, and the page when it is mended. */
function faultPage(error: unknown): Response {
  const place = templatePlace(error);
  const where = place ? `${place.file}:${place.line}: ` : "";
  const reason = error instanceof Error ? error.message : String(error);
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Courtyard</title><body><p>${escapeAttribute(where + reason)}</p></body></html>`,
    { status: 500, headers: { "content-type": "text/html; charset=utf-8" } },
  );
}
