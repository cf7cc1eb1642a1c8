// Authors as templates take them: names in the page's language, photos, and where they are at home.

import type { Author } from "@courtyard/themes/contract.ts";
import { authorNamed } from "../store/author-settings.ts";
import type { Entry } from "../store/entry.ts";
import { slugOf } from "../store/slug.ts";
import { hrefOf, languagePrefix } from "./permalink.ts";
import { pictureFor } from "./picture.ts";
import type { SiteModel } from "./site-model.ts";
import { authorOf, authorsOf, termPath } from "./term.ts";

/** Who wrote a post; the site's author where it names nobody. */
export function authorsFor(post: Entry, model: SiteModel): readonly Author[] {
  const named = authorsOf(post, model.settings);
  if (named.length === 0) return [siteAuthor(model, post.lang)];
  return named.map((name) => namedAuthor(name, { model, lang: post.lang }));
}

/** The site's own author; their address is their own, or the start page. */
export function siteAuthor(model: SiteModel, lang: string): Author {
  const { settings } = model;
  const { url, photo } = settings.author;
  const own = settings.languages.find((language) => language.lang === lang);
  const { name, bio } = own?.author ?? settings.author;
  const picture = photo ? pictureFor(model, { src: photo, alt: "" }) : undefined;
  return {
    name,
    url: url ?? `${languagePrefix(lang, settings.lang)}/`,
    ...(bio ? { bio } : {}),
    ...(picture ? { photo: picture } : {}),
  };
}

/** The author whose posts are listed under `slug`. */
export function authorWithSlug(
  { slug, name }: { slug: string; name: string },
  { model, lang }: { model: SiteModel; lang: string },
): Author {
  const known = model.settings.authors.find(({ key = "" }) => slugOf(key) === slug);
  return namedAuthor(known?.key ?? name, { model, lang });
}

/** Somebody by name or key; their address is their page on this site. */
export function namedAuthor(
  named: string,
  { model, lang }: { model: SiteModel; lang: string },
): Author {
  const { settings } = model;
  const { slug, name } = authorOf(named, { settings, lang });
  const prefix = languagePrefix(lang, settings.lang);
  const known = authorNamed(settings.authors, named);
  const words = settings.languages.find((language) => language.lang === lang);
  const isOwn = known?.key !== undefined && known.key === settings.author.key;
  const bio = (isOwn ? words?.author.bio : words?.authors[known?.key ?? ""]?.bio) ?? known?.bio;
  const photo = known?.photo ? pictureFor(model, { src: known.photo, alt: "" }) : undefined;
  return {
    name,
    url: slug === "" ? `${prefix}/` : hrefOf(termPath("author", { prefix, slug })),
    ...(bio ? { bio } : {}),
    ...(photo ? { photo } : {}),
    ...(known?.url ? { website: known.url } : {}),
  };
}
