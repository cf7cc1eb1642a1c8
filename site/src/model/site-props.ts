// What every template gets to know of the site, in the page's language.

import type { LanguageLink, MenuLink, Site } from "@courtyard/themes/contract.ts";
import { translatorFor } from "../i18n/words.ts";
import type { MenuItem } from "../store/menu-settings.ts";
import { siteAuthor } from "./author.ts";
import { feedLinks } from "./feed-routes.ts";
import { absoluteUrl, hrefOf } from "./permalink.ts";
import type { SiteModel } from "./site-model.ts";
import { type TermKind, termIndexPath } from "./term.ts";
import type { Tree } from "./tree.ts";

/** The site as the page at `path` shows it; `languages` lead to the same page in others. */
export function siteProps(
  model: SiteModel,
  tree: Tree,
  { path, origin, languages }: { path: string; origin: string; languages: readonly LanguageLink[] },
): Site {
  const { words, prefix } = tree;
  const t = translatorFor(tree.lang);
  const at = (rest: string) => `${prefix}${rest}`;
  const link = ({ label, url, items = [] }: Partial<MenuItem> & Named): MenuLink => ({
    label,
    url: url.startsWith("/") ? hrefOf(url) : url,
    current: url === path,
    items: items.map((item) => link(item)),
  });
  const index = (kind: TermKind) => {
    const url = termIndexPath(kind, prefix);
    return tree.terms[kind].size > 0 ? url : undefined;
  };
  const [categoriesUrl, seriesUrl, authorsUrl] = [
    index("category"),
    index("series"),
    index("author"),
  ];
  const own = [
    { label: t("posts"), url: at("/") },
    ...(categoriesUrl ? [{ label: t("categories"), url: categoriesUrl }] : []),
    { label: t("tags"), url: at("/tags/") },
    { label: t("archive"), url: at("/archive/") },
    ...tree.pages.map((page) => ({
      label: page.title,
      url: model.addresses.get(page.file) ?? "/",
    })),
  ];
  return {
    title: words.title,
    description: words.description,
    lang: tree.lang,
    url: at("/"),
    address: absoluteUrl(at("/"), origin),
    postsUrl: at("/posts/"),
    archiveUrl: at("/archive/"),
    tagsUrl: at("/tags/"),
    ...(categoriesUrl ? { categoriesUrl } : {}),
    ...(seriesUrl ? { seriesUrl } : {}),
    ...(authorsUrl ? { authorsUrl } : {}),
    searchUrl: at("/search/"),
    subscribeUrl: at("/subscribe/"),
    author: siteAuthor(model, tree.lang),
    menu: (words.menu ?? own).map((item) => link(item)),
    footerMenu: words.footerMenu.map((item) => link(item)),
    social: model.settings.social.map(({ label, url, icon }) => ({
      label,
      url,
      ...(icon ? { icon } : {}),
    })),
    languages,
    feeds: feedLinks(at("/")),
    t,
  };
}

interface Named {
  readonly label: string;
  readonly url: string;
}
