// The pictures that site.yaml names: authors' photos, and values of the theme's settings that are a
// picture's path. Which settings are pictures only the theme knows; a path with a picture's ending is
// made ready in any case.

import { photosOf } from "./author-settings.ts";
import { isLocal } from "./reference.ts";
import type { Settings } from "./settings.ts";

const PICTURE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;

/** Their paths, each once. */
export function settingsPictures(settings: Settings): readonly string[] {
  const values = Object.values(settings.themeSettings).flatMap((value) =>
    typeof value === "object" && value !== null ? Object.values(value) : [value],
  );
  const named = values.filter(
    (value): value is string => typeof value === "string" && isLocal(value) && PICTURE.test(value),
  );
  return [...new Set([...photosOf(settings), ...named])];
}
