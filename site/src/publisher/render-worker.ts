// A thread that renders pages and writes them. It knows the templates and nothing of the site: each
// task brings what its page shows.

import { hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { importBundle } from "../bundle/import-bundle.ts";
import type { PageView } from "../model/page-view.ts";
import { themeTranslators } from "../theme/theme-translators.ts";
import { createFileWriter } from "./file-writer.ts";
import type { PageDone, PageTask, WorkerAnswer, WorkerStart } from "./page-task.ts";
import { RenderFailed, renderPage } from "./render-page.ts";

// Started by `render-pool.ts` alone.
const start: WorkerStart = workerData;
const { entry, origin, out, temporary, name, settings, sheet, paper, words } = start;
const { render, provideSite } = await importBundle(entry);
const writer = createFileWriter({ out, temporary, name });
let now: PageTask | undefined;

provideSite({
  paths: () => [],
  page: (path) => (now?.path === path ? withWords(now.view) : undefined),
  file: async () => undefined,
  body: async (file) => (now?.view.entry === file ? now?.body : undefined),
  settings: (lang) => settings.get(lang) ?? {},
  sheet,
  paper,
});

const translate = themeTranslators(words);

function withWords(view: PageView): PageView {
  const site = { ...view.props.site, t: translate(view.props.site.lang) };
  return { ...view, props: { ...view.props, site } } as PageView;
}

async function work(task: PageTask): Promise<PageDone> {
  now = task;
  const { file, path } = task;
  const { content, type } = await renderPage({ path, file, status: 200 }, { render, origin });
  const sha256 = hash("sha256", content, "base64url");
  const mtimeMs =
    sha256 === task.sha256
      ? undefined
      : writer.write(file, content, { isNew: task.sha256 === undefined });
  return { file, sha256, size: content.byteLength, type, mtimeMs };
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
