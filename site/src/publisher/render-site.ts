// From a model to files: renders the routes whose signatures changed, drops those that are gone.

import { availableParallelism } from "node:os";
import type { Bundle } from "../bundle/load-bundle.ts";
import { fileText } from "../feeds/file-text.ts";
import type { ImageStore } from "../images/image-store.ts";
import type { BodyShelf } from "../model/body.ts";
import type { CardShelf } from "../model/card.ts";
import { mentionsOf } from "../model/mention.ts";
import type { PageView } from "../model/page-view.ts";
import { createReader, type SiteReader } from "../model/reader.ts";
import { createRouter, type Route, signatureOf } from "../model/route.ts";
import type { SiteModel } from "../model/site-model.ts";
import type { SearchShelf } from "../search/search-shelf.ts";
import type { DrawingStore } from "../share/drawing-store.ts";
import type { ThemeInUse } from "../theme/theme-in-use.ts";
import { bytesOf, type Copied, copiedFiles } from "./copied-files.ts";
import type { Output, OutputFile } from "./output.ts";
import { renderPage } from "./render-page.ts";
import { startRenderPool } from "./render-pool.ts";

/** What a rendering did; paths are of files. */
export interface Rendered {
  readonly written: readonly string[];
  readonly dropped: readonly string[];
}

export interface RenderContext {
  readonly output: Output;
  readonly images: ImageStore;
  readonly drawn: DrawingStore;
  readonly bodies: BodyShelf;
  readonly shelf: CardShelf;
  readonly search: SearchShelf;
  readonly origin: string;
  /** Aborts between two pages, with an exception. */
  readonly signal: AbortSignal;
  onPage?(done: number, of: number): void;
  /** So many pages are worth threads of their own. */
  readonly threadsFrom?: number | undefined;
}

export interface Renderer {
  /** Makes what needs no templates: an index from nothing takes a while, and memory of its own. */
  prepare(model: SiteModel): Promise<void>;
  /**
   * Brings the output up to `model`. New files are there before old ones go. A renderer that threw
   * has lost count of what it made, and is not to be used again.
   */
  render(model: SiteModel, dress: { bundle: Bundle; theme: ThemeInUse }): Promise<Rendered>;
}

/** A renderer into one output. The first rendering looks at every file, later ones at what changed. */
export function createRenderer(context: RenderContext): Renderer {
  const { output, origin, shelf, search, bodies, signal } = context;
  const router = createRouter({ shelf, search });
  const { routes } = router;
  let copied: Copied | undefined;

  async function render(
    model: SiteModel,
    { bundle, theme }: { bundle: Bundle; theme: ThemeInUse },
  ): Promise<Rendered> {
    const chrome = `${bundle.digest}\n${origin}`;
    const pages = router.update(model, chrome, theme.features);
    const written: string[] = [];
    const before = copied;
    const standingFiles = await copiedFiles(before, {
      model,
      bundle,
      sheet: theme.sheet,
      ...context,
    });
    copied = standingFiles;
    const reader = createReader({ ...context, model, routes, theme });
    bundle.provideSite(reader);
    const stale = staleOf(pages.changed);
    let done = 0;
    const told = () => context.onPage?.(++done, stale.length);
    const work = { bundle, reader, theme, model, written, told };
    // Side by side: a drawing waits for other things than a page does.
    await all([
      standingFiles === before ? undefined : copy(standingFiles, written),
      renderPages(stale, work),
    ]);
    const searched = router.updateSearch(model, chrome, theme.features);
    await renderHere(staleOf(searched.changed), { ...work, told: () => undefined });
    const changed = [...pages.changed, ...searched.changed];
    const dropped = [...pages.dropped, ...searched.dropped];
    const wanted = standingFiles.files;
    const old = before
      ? [...dropped.map(({ file }) => file), ...before.files.keys()]
      : output.files.keys();
    const standing = before ? undefined : new Set([...routes.values()].map(({ file }) => file));
    // A page may stand now in the place of a redirect's file, or the other way round.
    const taken = new Set(changed.map(({ file }) => file));
    const gone = [...old].filter((file) => {
      if (taken.has(file)) return false;
      if (wanted.has(file) || !output.files.has(file)) return false;
      return standing ? !standing.has(file) : true;
    });
    for (const file of gone) output.drop(file);
    return { written, dropped: gone };
  }

  function staleOf(changed: readonly Route[]): Stale[] {
    return changed
      .map((route) => ({ route, signature: signatureOf(route) }))
      .filter(({ route, signature }) => output.files.get(route.file)?.signature !== signature);
  }

  async function copy({ files }: Copied, written: string[]): Promise<void> {
    const missing = [...files.values()].filter(
      (file) => output.files.get(file.file)?.signature !== file.signature,
    );
    for (let from = 0; from < missing.length; from += COPIES_AT_ONCE) {
      signal.throwIfAborted();
      const some = missing.slice(from, from + COPIES_AT_ONCE);
      const read = await Promise.all(some.map(bytesOf));
      for (const [index, file] of some.entries()) {
        const bytes = read[index];
        if (bytes && output.write(file.file, bytes, file)) written.push(file.file);
      }
    }
  }

  async function prepare(model: SiteModel): Promise<void> {
    const breath = createBreath();
    for (const tree of model.trees) {
      await search.prepare(tree, model, () => {
        signal.throwIfAborted();
        return breath();
      });
    }
  }

  async function renderPages(stale: readonly Stale[], work: Work): Promise<void> {
    const { folders } = output;
    if (!folders || stale.length < (context.threadsFrom ?? THREADS_FROM)) {
      await renderHere(stale, work);
    } else await renderInThreads(stale, { ...work, folders });
  }

  async function renderHere(
    routes: readonly Stale[],
    { bundle, model, written, told }: Work,
  ): Promise<void> {
    const breath = createBreath();
    for (const { route, signature } of routes) {
      signal.throwIfAborted();
      const { content, type } = await renderRoute(route, { ...context, bundle, model });
      if (output.write(route.file, content, { signature, type })) written.push(route.file);
      told();
      await breath();
    }
  }

  /** Pages in threads; feeds and other files, which need more of the site than one page, here. */
  async function renderInThreads(
    routes: readonly Stale[],
    work: Work & { folders: NonNullable<Output["folders"]> },
  ): Promise<void> {
    const { bundle, reader, theme, model, written, folders } = work;
    const sent = new Map<string, { signature: string; before: OutputFile | undefined }>();
    await using pool = startRenderPool({
      threads: THREADS,
      start: {
        entry: bundle.entry,
        origin,
        ...folders,
        settings: new Map(model.trees.map(({ lang }) => [lang, reader.settings(lang)])),
        sheet: reader.sheet,
        paper: reader.paper,
        words: theme.open.words,
        texts: { features: theme.features, imageSizes: theme.imageSizes },
      },
      done({ file, mtimeMs, text, ...made }) {
        if (text) bodies.keep(text);
        const { signature = "", before } = sent.get(file) ?? {};
        sent.delete(file);
        output.adopt(file, { ...made, signature, mtimeMs: mtimeMs ?? before?.mtimeMs ?? 0 });
        if (mtimeMs !== undefined || before?.type !== made.type) written.push(file);
        work.told();
      },
    });
    const others: Stale[] = [];
    for (const one of routes) {
      signal.throwIfAborted();
      const { route, signature } = one;
      const { path, file, target } = route;
      const view = target.kind === "not-found" ? undefined : reader.page(path);
      if (!view) {
        others.push(one);
        continue;
      }
      const body = await taskBody(view, work);
      const before = output.suspend(file);
      sent.set(file, { signature, before });
      await pool.take({ path, file, view: withoutWords(view), body, sha256: before?.sha256 });
    }
    // Feeds show texts that are rendered by now.
    await renderHere(others, work);
    await pool.finish();
  }

  async function taskBody({ entry: file }: PageView, { reader, model }: Work) {
    const entry = file === undefined ? undefined : model.content.entries.get(file);
    if (!entry) return undefined;
    const unrendered = await bodies.unrendered(entry, model);
    if (unrendered) {
      return { kind: "unrendered" as const, mentions: mentionsOf(model, entry), ...unrendered };
    }
    const body = await reader.body(entry.file);
    return body && { kind: "rendered" as const, body };
  }

  return { prepare, render };
}

/** Waits for all, also when one fails: none goes on behind the back of the next round. */
async function all(works: readonly (Promise<void> | undefined)[]): Promise<void> {
  for (const work of await Promise.allSettled(works)) {
    if (work.status === "rejected") throw work.reason;
  }
}

/** A few: recordings are large, and drawings take a while. */
const COPIES_AT_ONCE = 4;

interface Stale {
  readonly route: Route;
  readonly signature: string;
}

interface Work {
  readonly bundle: Bundle;
  readonly reader: SiteReader;
  readonly theme: ThemeInUse;
  readonly model: SiteModel;
  readonly written: string[];
  /** To be called after each page. */
  told(): void;
}

/** A thread takes half a second of a processor to start, and a page some half a millisecond. */
const THREADS_FROM = 1_000;
const THREADS = Math.min(4, Math.max(2, availableParallelism()));

/** A function does not travel between threads. */
function withoutWords(view: PageView): PageView {
  const { t: _, ...site } = view.props.site;
  return { ...view, props: { ...view.props, site } } as PageView;
}

/** Longest stretch of work without looking at signals, sockets and the watcher. */
const STRETCH = 25;

/** Rendering never waits for anything: it has to let others in by itself. */
function createBreath(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < STRETCH) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      last = performance.now();
    });
  };
}

async function renderRoute(
  route: Route,
  { bundle, ...options }: RenderContext & { bundle: Bundle; model: SiteModel },
): Promise<{ content: Uint8Array; type: string }> {
  // An edit changes dozens of these, and no template has a part in them.
  const file = await fileText(route.target, options);
  if (file) return { content: Buffer.from(file.text), type: file.type };
  const status = route.target.kind === "not-found" ? 404 : 200;
  return renderPage({ ...route, status }, { render: bundle.render, origin: options.origin });
}
