// The pictures that site.yaml names: authors' photos, the site's icon, the podcast's artwork, and
// values of the theme's settings that are a picture's path. Which settings are pictures only the theme knows; a path with a picture's ending is
// made ready in any case.

import type { SquareForm } from "../images/picture.ts";
import { photosOf } from "./author-settings.ts";
import { isLocal } from "./reference.ts";
import type { Settings } from "./settings.ts";

const PICTURE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;

/** A picture by its path, in the form that it is shown in. */
export interface SettingsPicture {
  readonly src: string;
  readonly form?: SquareForm;
}

/** Each once. */
export function settingsPictures(settings: Settings): readonly SettingsPicture[] {
  const values = Object.values(settings.themeSettings).flatMap((value) =>
    typeof value === "object" && value !== null ? Object.values(value) : [value],
  );
  const named = values.filter(
    (value): value is string => typeof value === "string" && isLocal(value) && PICTURE.test(value),
  );
  const { icon, podcast } = settings;
  return [
    ...[...new Set([...photosOf(settings), ...named])].map((src) => ({ src })),
    ...(icon === undefined ? [] : [{ src: icon, form: "icon" } as const]),
    ...(podcast?.image === undefined ? [] : [{ src: podcast.image, form: "artwork" } as const]),
  ];
}
