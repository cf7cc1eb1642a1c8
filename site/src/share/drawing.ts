// What is drawn for those who share a page that has no picture of its own: its title, quietly.

import { hash } from "node:crypto";

/** Everything that a drawing shows. */
export interface Drawing {
  readonly title: string;
  readonly site: string;
  /** Who wrote it and when, or what the site is about; may be empty. */
  readonly byline: string;
  readonly lang: string;
}

export const DRAWING_WIDTH = 1200;
export const DRAWING_HEIGHT = 630;

/** Part of every name: raise it when a drawing comes out differently. */
const RECIPE = 1;

/** The published file, without the first slash: known before it is drawn. */
export function drawingFile(drawing: Drawing): string {
  const { title, site, byline, lang } = drawing;
  const digest = hash("sha256", JSON.stringify([RECIPE, title, site, byline, lang]), "base64url");
  return `_image/share-${digest.slice(0, 16).replace(/^-/, "_")}.png`;
}
