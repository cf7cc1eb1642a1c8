// A thread that renders pages and writes them. It knows the templates and nothing of the site: each
// task brings what its page shows.

import { hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { importBundle } from "../bundle/import-bundle.ts";
import type { RenderedText } from "../model/body.ts";
import type { PageView } from "../model/page-view.ts";
import { themedText } from "../model/themed-text.ts";
import type { Body } from "../store/body-cache.ts";
import { themeTranslators } from "../theme/theme-translators.ts";
import { createFileWriter } from "./file-writer.ts";
import type { PageDone, PageTask, WorkerAnswer, WorkerStart } from "./page-task.ts";
import { RenderFailed, renderPage } from "./render-page.ts";

// Started by `render-pool.ts` alone.
const start: WorkerStart = workerData;
const { entry, origin, out, temporary, name, settings, sheet, paper, words, texts } = start;
const { render, provideSite } = await importBundle(entry);
const writer = createFileWriter({ out, temporary, name });
/** Coloured on the way of a text, for the cache. */
let coloured: [key: string, html: string][] = [];
/** Loaded by a thread that needs it: most renderings find every text in the cache. */
const textRenderer = async () => {
  const { createTextRenderer } = await import("../model/text-renderer.ts");
  const keep = (key: string, html: string) => void coloured.push([key, html]);
  return createTextRenderer({ find: () => undefined, keep });
};
let renderText: ReturnType<typeof textRenderer> | undefined;
let now: { task: PageTask; body: Body | undefined } | undefined;

provideSite({
  paths: () => [],
  page: (path) => (now?.task.path === path ? withWords(now.task.view) : undefined),
  file: async () => undefined,
  body: async (file) => (now?.task.view.entry === file ? now.body : undefined),
  settings: (lang) => settings.get(lang) ?? {},
  sheet,
  paper,
});

const translate = themeTranslators(words);

function withWords(view: PageView): PageView {
  const site = { ...view.props.site, t: translate(view.props.site.lang) };
  return { ...view, props: { ...view.props, site } } as PageView;
}

/** A text's HTML for its page, and by itself when it was rendered here. */
async function bodyFor({ body }: PageTask): Promise<{ shown?: Body; text?: RenderedText }> {
  if (body?.kind !== "unrendered") return body ? { shown: body.body } : {};
  const { key, source, mentions } = body;
  renderText ??= textRenderer();
  const render = await renderText;
  const made = await render(source);
  const text = { file: source.file, key, body: made, code: coloured };
  coloured = [];
  return { shown: themedText(made, texts, mentions), text };
}

async function work(task: PageTask): Promise<PageDone> {
  const { shown, text } = await bodyFor(task);
  now = { task, body: shown };
  const { file, path } = task;
  const { content, type } = await renderPage({ path, file, status: 200 }, { render, origin });
  const sha256 = hash("sha256", content, "base64url");
  const mtimeMs =
    sha256 === task.sha256
      ? undefined
      : writer.write(file, content, { isNew: task.sha256 === undefined });
  return { file, sha256, size: content.byteLength, type, mtimeMs, text };
}

parentPort?.on("message", (tasks: readonly PageTask[]) => {
  void (async (): Promise<WorkerAnswer> => {
    const done: PageDone[] = [];
    for (const task of tasks) done.push(await work(task));
    writer.tidy();
    return { ok: true, done };
  })()
    .catch((error: unknown) => ({
      ok: false as const,
      message: String(error),
      fault: error instanceof RenderFailed ? error.fault : undefined,
    }))
    .then((answer) => parentPort?.postMessage(answer));
});
