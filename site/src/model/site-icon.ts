// The picture that stands for the site: in tabs, on home screens, in feed readers and podcast apps.

import type { SquareForm } from "../images/picture.ts";
import { pictureOf } from "../store/content.ts";
import type { Settings } from "../store/settings.ts";
import type { SiteModel } from "./site-model.ts";

/** The address (root-relative) of the site's icon at a width; undefined without one. */
export function siteIcon(model: SiteModel, width: 32 | 64 | 144 | 180 | 512): string | undefined {
  return square(model, model.settings.icon, { form: "icon", width });
}

/** The address of the podcast's artwork. */
export function podcastArtwork(model: SiteModel): string | undefined {
  return square(model, model.settings.podcast?.image, { form: "artwork" });
}

function square(
  model: SiteModel,
  src: Settings["icon"],
  { form, width }: { form: SquareForm; width?: number },
): string | undefined {
  if (src === undefined) return undefined;
  const files = pictureOf(model.content, { src, folder: "", form })?.groups[0]?.files ?? [];
  const file = width === undefined ? files[0] : files.find((one) => one.width === width);
  return file && `/${file.path}`;
}
