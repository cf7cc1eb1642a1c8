// The pictures that a site's public texts show: a draft's pictures stay at home.

import type { ReadyPicture } from "../images/picture.ts";
import { type Content, pictureOf } from "../store/content.ts";
import type { Entry } from "../store/entry.ts";
import { isLocal } from "../store/reference.ts";
import { settingsPictures } from "../store/settings-pictures.ts";
import type { Difference } from "./patch.ts";

export interface SitePictures {
  /** By key; another map after each change. */
  update(content: Content, difference: Difference): ReadonlyMap<string, ReadyPicture>;
}

/** Counts who shows which picture, the authors' photos included. */
export function createSitePictures(): SitePictures {
  const shown = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  let pictures: ReadonlyMap<string, ReadyPicture> | undefined;
  return {
    update(content, { left, came }) {
      const next = new Map(pictures);
      const size = next.size;
      let changed = pictures === undefined;
      const show = (file: string, of: readonly ReadyPicture[]) => {
        if (of.length === 0) return;
        for (const { key } of of) counts.set(key, (counts.get(key) ?? 0) + 1);
        shown.set(
          file,
          of.map(({ key }) => key),
        );
        for (const picture of of) next.set(picture.key, picture);
      };
      const hidden: string[] = [];
      for (const { file } of left) {
        for (const key of shown.get(file) ?? []) {
          counts.set(key, (counts.get(key) ?? 1) - 1);
          hidden.push(key);
        }
        shown.delete(file);
      }
      const photos = pictures ? [] : settingsPictures(content.settings);
      const ready = photos.flatMap((one) => pictureOf(content, { ...one, folder: "" }) ?? []);
      // No file has an empty name: the photos' place cannot be an entry's.
      show("", ready);
      for (const entry of came) show(entry.file, picturesOf(content, entry));
      changed ||= next.size !== size;
      for (const key of hidden) {
        if ((counts.get(key) ?? 0) > 0) continue;
        counts.delete(key);
        changed = next.delete(key) || changed;
      }
      if (changed || !pictures) pictures = next;
      return pictures;
    },
  };
}

function picturesOf(content: Content, { images, cover, enclosures }: Entry): ReadyPicture[] {
  const named = [
    ...images,
    ...(cover ? [cover] : []),
    ...enclosures.filter(({ src }) => isLocal(src)),
  ];
  return named.flatMap((one) => pictureOf(content, one) ?? []);
}
