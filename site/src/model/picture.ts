// A picture that a text or a setting names, as templates take it.

import type { Picture } from "@courtyard/themes/contract.ts";
import { addressesOf } from "../images/picture.ts";
import { pictureOf } from "../store/content.ts";
import type { ImageReference } from "../store/image-reference.ts";
import type { SiteModel } from "./site-model.ts";

/** The picture that a reference means, as templates take it. */
export function pictureFor(
  model: SiteModel,
  reference: { src: string; alt?: string; folder?: string } | ImageReference,
): Picture | undefined {
  const ready = pictureOf(model.content, { src: reference.src, folder: reference.folder ?? "" });
  return ready && { ...addressesOf(ready), alt: reference.alt ?? "" };
}
