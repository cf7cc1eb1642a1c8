// The menus and the links to other places that site.yaml lists.

import { z } from "zod";
import { isLanguageTag } from "./file-name.ts";

const label = z.string().trim().min(1).max(500);
const link = z.strictObject({ label, url: z.string().regex(/^(\/|https?:\/\/|mailto:)/) });
const item = link.extend({ items: z.array(link).optional() });
const langTag = z.string().refine(isLanguageTag);

/** One list for the main language, or one for each. */
export const menuFile = z.union([z.array(item), z.record(langTag, z.array(item))]);

export const socialFile = z.array(
  z.strictObject({
    label,
    url: z.string().regex(/^(https?:\/\/|mailto:)/),
    icon: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .optional(),
  }),
);

/** An entry of a menu, with those below it. */
export interface MenuItem {
  readonly label: string;
  readonly url: string;
  readonly items: readonly { readonly label: string; readonly url: string }[];
}

/** The menu of `lang`, or undefined where site.yaml has none for it. */
export function menuOf(
  file: z.infer<typeof menuFile> | undefined,
  { lang, main }: { lang: string; main: string },
): readonly MenuItem[] | undefined {
  const own = Array.isArray(file) ? (lang === main ? file : undefined) : file?.[lang];
  return own?.map(({ items = [], ...rest }) => ({ ...rest, items }));
}
