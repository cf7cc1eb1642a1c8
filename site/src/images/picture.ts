// A picture made ready for pages: which files it became, and how large they are.

import { z } from "zod";

const pictureFile = z.object({
  /** Under the site's root, without the first slash. */
  path: z.string(),
  /** File name in the picture's cache folder. */
  cached: z.string(),
  type: z.string(),
  width: z.number(),
  /** Of a recording: its size. */
  bytes: z.int().optional(),
});

/** A picture after ingestion, as its cache folder keeps it. Dimensions are the full-size file's. */
export const readyPicture = z.object({
  /** SHA-256 of the original and the recipe, base64url: names the cache folder. */
  key: z.string(),
  width: z.number(),
  height: z.number(),
  /** The picture's colour, coarsely, for the time until it is there; none where one sees through it. */
  tone: z.string().optional(),
  /** Newest format first; within a format from narrow to wide; the last group is the fallback. */
  groups: z.array(z.object({ type: z.string(), files: z.array(pictureFile) })),
});

export type PictureFile = Readonly<z.infer<typeof pictureFile>>;
export type ReadyPicture = Readonly<z.infer<typeof readyPicture>>;

/** What else a picture may be made into: a site's icon, a podcast's artwork. */
export type SquareForm = "icon" | "artwork";

/** All that a picture may be made into; undefined is the pages' own. */
export const FORMS: readonly (SquareForm | undefined)[] = [undefined, "icon", "artwork"];

/** Under which a picture's path is kept in a form. */
export function formKey(path: string, form: SquareForm | undefined): string {
  return form === undefined ? path : `${path}\n${form}`;
}

/** What a page puts into `<picture>`: see the theme contract's Picture. */
export interface PictureAddresses {
  readonly src: string;
  readonly srcset?: string;
  readonly width: number;
  readonly height: number;
  /** A class of the theme's that paints the picture's place in its colour. */
  readonly tone?: string;
  readonly sources: readonly { readonly type: string; readonly srcset: string }[];
}

/** The addresses of a ready picture, root-relative. */
export function addressesOf(picture: ReadyPicture): PictureAddresses {
  const set = (files: readonly PictureFile[]) =>
    files.map((file) => `/${file.path} ${file.width}w`).join(", ");
  const fallback = picture.groups.at(-1)?.files ?? [];
  const widest = fallback.at(-1);
  return {
    src: widest ? `/${widest.path}` : "",
    ...(fallback.length > 1 ? { srcset: set(fallback) } : {}),
    width: picture.width,
    height: picture.height,
    ...(picture.tone === undefined ? {} : { tone: picture.tone }),
    sources: picture.groups.slice(0, -1).map(({ type, files }) => ({ type, srcset: set(files) })),
  };
}

/** The text column of the widest script; a browser picks a width by it before any style is known. */
export const SIZES = "(min-width: 44rem) 40.5rem, calc(100vw - 2.8rem)";

/** The same in a gallery, where two stand side by side. */
export const GALLERY_SIZES = "(min-width: 44rem) 20rem, calc(50vw - 1.6rem)";

/** The `<picture>` of a text, with everything known that would let the page move. */
export function pictureHtml(
  picture: PictureAddresses,
  alt: string,
  {
    title,
    width,
    gallery = false,
  }: {
    title?: string | undefined;
    /** CSS pixels, when the writer asked for fewer than the column has. */
    width?: number | undefined;
    gallery?: boolean;
  } = {},
): string {
  const shown = Math.min(width || picture.width, picture.width);
  const height = Math.round((picture.height * shown) / picture.width);
  const sizes = width ? `${shown}px` : gallery ? GALLERY_SIZES : SIZES;
  const many = (srcset: string | undefined) =>
    srcset ? ` srcset="${srcset}" sizes="${sizes}"` : "";
  const sources = picture.sources.map(
    ({ type, srcset }) => `<source type="${type}"${many(srcset)}>`,
  );
  const words = `alt="${escapeAttribute(alt)}"${title ? ` title="${escapeAttribute(title)}"` : ""}`;
  const size = `width="${shown}" height="${height}"`;
  const tone = picture.tone ? ` class="${picture.tone}"` : "";
  const img = `<img src="${picture.src}"${many(picture.srcset)} ${size}${tone} ${words} loading="lazy" decoding="async">`;
  return sources.length > 0 ? `<picture>${sources.join("")}${img}</picture>` : img;
}

/** Text made safe between double quotes. */
export function escapeAttribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
