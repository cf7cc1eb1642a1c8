import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { memoryResource, type Resource } from "../serve/resource.ts";
import { fileAt, type LiveSite } from "../site/live-site.ts";
import { pageOf } from "../site/request-path.ts";
import type { Comment } from "./comment.ts";
import { commentListHtml } from "./comment-html.ts";
import { fillSection, findSection } from "./page-section.ts";

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Bytes of overlaid pages that are kept ready, with their compressed forms. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** Pages of the live site with their approved comments written in. */
export interface PageOverlays {
  /** The page as readers see it; undefined when the blob itself is right. */
  of(tenant: string, path: string): Promise<Resource | undefined>;
  /** The same as bytes, for the public tree. */
  bytesOf(tenant: string, path: string): Promise<Uint8Array | undefined>;
  /** Forgets what was made of a page: its comments changed. */
  changed(tenant: string, path: string): void;
}

interface Made {
  readonly sha256: string;
  readonly page: Promise<{ resource: Resource; weight: number } | undefined>;
  weight: number;
}

export function createPageOverlays({
  siteOf,
  hasComments,
  commentsOf,
}: {
  siteOf: (tenant: string) => LiveSite | undefined;
  /** Cheap: it is asked for every page that is served. */
  hasComments: (tenant: string, page: string) => boolean;
  commentsOf: (tenant: string, page: string) => readonly Comment[];
}): PageOverlays {
  const kept = new Map<string, Made>();
  let bytes = 0;

  function forget(key: string): void {
    bytes -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  }

  function make(site: LiveSite, key: string, sha256: string, page: string, tenant: string): Made {
    const made: Made = {
      sha256,
      weight: 0,
      page: overlay(site, { sha256, comments: commentsOf(tenant, page) }),
    };
    kept.set(key, made);
    made.page.then(
      (done) => {
        if (kept.get(key) !== made) return;
        made.weight = done?.weight ?? 0;
        bytes += made.weight;
        for (const oldest of kept.keys()) {
          if (bytes <= KEPT_BYTES) break;
          forget(oldest);
        }
      },
      () => {
        if (kept.get(key) === made) kept.delete(key);
      },
    );
    return made;
  }

  async function of(tenant: string, path: string): Promise<Resource | undefined> {
    const site = siteOf(tenant);
    const entry = site && fileAt(site, path);
    const page = pageOf(path) ?? `/${path}`;
    if (!site || !entry?.type.startsWith("text/html")) return undefined;
    if (!hasComments(tenant, page)) return undefined;
    const key = `${tenant}\n${path}`;
    let made = kept.get(key);
    if (made?.sha256 !== entry.sha256) {
      forget(key);
      made = make(site, key, entry.sha256, page, tenant);
    } else {
      // Moved to the young end, so that the eviction takes what nobody reads.
      kept.delete(key);
      kept.set(key, made);
    }
    return (await made.page)?.resource;
  }

  return {
    of,
    bytesOf: async (tenant, path) => {
      const resource = await of(tenant, path);
      const body = await resource?.read("identity");
      return body instanceof Uint8Array ? body : undefined;
    },
    changed: (tenant, path) => forget(`${tenant}\n${path}`),
  };
}

async function overlay(
  site: LiveSite,
  { sha256, comments }: { sha256: string; comments: readonly Comment[] },
): Promise<{ resource: Resource; weight: number } | undefined> {
  const html = await readFile(site.blobs.pathOf(sha256), "utf8");
  const section = findSection(html);
  if (!section || comments.length === 0) return undefined;
  const filled = fillSection(html, section, commentListHtml(comments, section.lang));
  const bytes = Buffer.from(filled);
  const [br, gz] = await Promise.all([
    brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    deflate(bytes),
  ]);
  const tag = createHash("sha256").update(bytes).digest("base64url");
  const resource = memoryResource({ tag, type: "text/html", bytes, br, gzip: gz });
  return { resource, weight: bytes.length + br.length + gz.length };
}
