// What the main thread and a rendering thread say to each other.

import type { Mention } from "@courtyard/themes/contract.ts";
import type { RenderedText, Unrendered } from "../model/body.ts";
import type { PageView } from "../model/page-view.ts";
import type { TextTheme } from "../model/themed-text.ts";
import type { Body } from "../store/body-cache.ts";
import type { ThemeInUse, ThemeValues } from "../theme/theme-in-use.ts";
import type { ThemeWords } from "../theme/theme-words.ts";
import type { RenderFault } from "./render-page.ts";

/** What a rendering thread is started with. */
export interface WorkerStart {
  /** The bundle's module. */
  readonly entry: string;
  readonly origin: string;
  /** What every page of a language shows of the theme's settings. */
  readonly settings: ReadonlyMap<string, ThemeValues>;
  readonly sheet: string | undefined;
  readonly paper: ThemeInUse["paper"];
  readonly words: ThemeWords;
  readonly texts: TextTheme;
  readonly out: string;
  readonly temporary: string;
  readonly name: string;
}

/** A page to render and to write. */
export interface PageTask {
  readonly path: string;
  readonly file: string;
  /** Without the words' function, which cannot travel: the thread has its own. */
  readonly view: PageView;
  readonly body: TaskBody | undefined;
  /** The digest of the file that stands: equal bytes are not written again. */
  readonly sha256: string | undefined;
}

/** A text as pages show it, or what it is rendered from. */
export type TaskBody =
  | { readonly kind: "rendered"; readonly body: Body }
  | ({ readonly kind: "unrendered"; readonly mentions: readonly Mention[] } & Unrendered);

export interface PageDone {
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
  /** Of the new file; undefined when the one that stood is the same. */
  readonly mtimeMs: number | undefined;
  /** A text that the thread rendered, to be kept. */
  readonly text: RenderedText | undefined;
}

export type WorkerAnswer =
  | { readonly ok: true; readonly done: readonly PageDone[] }
  | { readonly ok: false; readonly message: string; readonly fault: RenderFault | undefined };
