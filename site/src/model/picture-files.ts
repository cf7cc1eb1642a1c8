// The files of the pictures that a site's public texts show: a draft's pictures stay at home.

import type { PictureFile, ReadyPicture } from "../images/picture.ts";
import { pictureOf } from "../store/content.ts";
import type { SiteModel } from "./site-model.ts";

/** Each published picture file once, with the picture whose cache folder has it. */
export function pictureFiles(model: SiteModel): { picture: ReadyPicture; file: PictureFile }[] {
  const { content, settings } = model;
  const pictures = new Map<string, ReadyPicture>();
  const add = (reference: { src: string; folder: string } | undefined) => {
    const picture = reference && pictureOf(content, reference);
    if (picture) pictures.set(picture.key, picture);
  };
  if (settings.author.photo) add({ src: settings.author.photo, folder: "" });
  for (const file of model.addresses.keys()) {
    const entry = content.entries.get(file);
    entry?.images.forEach(add);
    add(entry?.cover);
  }
  return [...pictures.values()].flatMap((picture) =>
    picture.groups.flatMap(({ files }) => files.map((file) => ({ picture, file }))),
  );
}
