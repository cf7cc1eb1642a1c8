// The picture that stands for a page where somebody shares it: its cover, a drawing of its title, or
// the site's drawing.

import { DRAWING_HEIGHT, DRAWING_WIDTH } from "../share/drawing.ts";
import { pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import type { SiteModel } from "./site-model.ts";
import type { Tree } from "./tree.ts";

export interface SharePicture {
  /** Root-relative. */
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly type: string;
  readonly alt: string;
}

/** The picture of a page, `entry`'s if it shows one; undefined where there is none at all. */
export function sharePicture(
  model: SiteModel,
  tree: Tree,
  entry: Entry | undefined,
): SharePicture | undefined {
  const cover = entry?.cover && pictureOf(model.content, entry.cover);
  if (cover) {
    // The one that every program can read.
    const fallback = cover.groups.at(-1);
    const file = fallback?.files.at(-1);
    if (!file || !/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return undefined;
    const height = Math.round((cover.height * file.width) / cover.width);
    const alt = entry?.cover?.alt || entry?.title || "";
    return { src: `/${file.path}`, width: file.width, height, type: file.type, alt };
  }
  const own = entry && model.shares.of(entry);
  const file = own ?? model.shares.site(tree.lang);
  if (file === undefined) return undefined;
  const alt = own ? entry.title : tree.words.title;
  return { src: `/${file}`, width: DRAWING_WIDTH, height: DRAWING_HEIGHT, type: "image/png", alt };
}
