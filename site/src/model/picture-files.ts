// The files of the pictures that a site's public texts show.

import type { PictureFile, ReadyPicture } from "../images/picture.ts";
import type { SiteModel } from "./site-model.ts";

/** Each published picture file once, with the picture whose cache folder has it. */
export function pictureFiles({
  pictures,
}: Pick<SiteModel, "pictures">): { picture: ReadyPicture; file: PictureFile }[] {
  return [...pictures.values()].flatMap((picture) =>
    picture.groups.flatMap(({ files }) => files.map((file) => ({ picture, file }))),
  );
}
