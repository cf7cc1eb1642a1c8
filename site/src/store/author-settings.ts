// The authors that site.yaml names: the site's own, and others under a key that posts may use.

import { z } from "zod";

const text = z.string().trim().min(1).max(500);
const person = z.looseObject({
  name: text,
  bio: text.optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  photo: text.optional(),
});

export const authorFile = z.union([text, person]);
export const authorsFile = z.record(text, person);
/** What another language calls somebody. */
export const authorWords = z.strictObject({ name: text.optional(), bio: text.optional() });

export interface AuthorSettings {
  /** Absent for a site's author who is not among its `authors`. */
  readonly key?: string | undefined;
  readonly name: string;
  readonly bio?: string | undefined;
  readonly url?: string | undefined;
  readonly photo?: string | undefined;
}

/** The pictures that these settings name. */
export function photosOf({
  author,
  authors,
}: {
  author: AuthorSettings;
  authors: readonly AuthorSettings[];
}): readonly string[] {
  return [...new Set([author, ...authors].flatMap(({ photo }) => photo ?? []))];
}

/** The authors in their order, and the site's own, who may be one of them by key or by name. */
export function interpretAuthors({
  author,
  authors = {},
  title,
}: {
  author?: z.infer<typeof authorFile> | undefined;
  authors?: z.infer<typeof authorsFile> | undefined;
  title: string;
}): { readonly author: AuthorSettings; readonly authors: readonly AuthorSettings[] } {
  const all = Object.entries(authors).map(([key, { name, bio, url, photo }]): AuthorSettings => {
    return { key, name, bio, url, photo };
  });
  const given = typeof author === "object" ? author : { name: author ?? title };
  const known = authorNamed(all, given.name);
  const { name, bio, url, photo }: AuthorSettings = given;
  if (!known) return { author: { name, bio, url, photo }, authors: all };
  const own: AuthorSettings = {
    key: known.key,
    name: known.name,
    bio: bio ?? known.bio,
    url: url ?? known.url,
    photo: photo ?? known.photo,
  };
  return { author: own, authors: all.map((one) => (one === known ? own : one)) };
}

/** Who a post means by a name or key; letter case does not matter. */
export function authorNamed(
  authors: readonly AuthorSettings[],
  named: string,
): AuthorSettings | undefined {
  const wanted = named.toLowerCase();
  return authors.find(
    ({ key, name }) => key?.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
}
