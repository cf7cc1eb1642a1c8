// What a theme and the site's core say to each other. The core owns routes, <head>, feeds,
// microformats and the comment markup; a theme receives these read-only values and lays them out.
// A theme imports from here, from `theme:` (its own parts, which a site may override) and from
// `core:` (the parts whose markup others rely on), and from nowhere else.
//
// The form for comments is a document of the sidecar's in a frame. It takes these custom properties,
// all colours, as they are on the section around it: `--paper` (the ground), `--ink` (text),
// `--ink-quiet` (small print and the lines around fields) and `--accent` (what can be acted on); and
// its `color-scheme`. What a theme does not define, the form has its own for.

/** What `theme.ts` of a theme says about itself. */
export interface ThemeDefinition {
  readonly api: 1;
  readonly name: string;
  /** The theme whose templates and components stand in for those that this one leaves out. */
  readonly extends?: string;
}

/** Names a theme's definition, so that an editor checks it. */
export function defineTheme(definition: ThemeDefinition): ThemeDefinition {
  return definition;
}

/** A link with its text; `url` is a root-relative, percent-encoded address or an absolute one. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** A menu entry; `current` when the page shown is the one it leads to. */
export interface MenuLink extends Link {
  readonly current: boolean;
}

/** The same page, or the start page, in another language. */
export interface LanguageLink extends Link {
  readonly lang: string;
  readonly current: boolean;
}

/** A moment: `iso` for machines, `text` written out in the page's language and the site's zone. */
export interface Moment {
  readonly iso: string;
  readonly text: string;
  readonly year: number;
}

/** One width of a picture. */
export interface PictureSource {
  readonly type: string;
  readonly srcset: string;
}

/** A picture with known dimensions, so that nothing moves while it loads. */
export interface Picture {
  readonly src: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  /** A class that paints the picture's place in its colour until it is there. */
  readonly tone?: string;
  readonly sources: readonly PictureSource[];
  readonly srcset?: string;
}

/** Who writes here. */
export interface Author {
  readonly name: string;
  readonly url: string;
  readonly bio?: string;
  readonly photo?: Picture;
}

/** A tag as a post names it. */
export interface Tag extends Link {
  readonly count?: number;
}

/** What a list shows of a post. */
export interface Card {
  readonly title: string;
  readonly url: string;
  readonly lang: string;
  readonly date: Moment;
  readonly updated?: Moment;
  readonly description?: string;
  readonly tags: readonly Tag[];
  readonly cover?: Picture;
  readonly draft: boolean;
}

/** A post as its own page shows it; its text comes in the template's default slot. */
export interface Post extends Card {
  readonly minutes: number;
  readonly older?: Link;
  readonly newer?: Link;
  /** Frontmatter that the core has no use for, unchecked. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A page that is not part of the stream of posts, such as "About". */
export interface StandingPage {
  readonly title: string;
  readonly url: string;
  readonly lang: string;
  readonly description?: string;
  readonly cover?: Picture;
  /** Frontmatter that the core has no use for, unchecked. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Where a list continues. Pages are numbered from the oldest within each year, so that old addresses
 * stay; a list's `title` names year and page already.
 */
export interface Pager {
  readonly older?: string;
  readonly newer?: string;
  /** Absent on the first page a reader sees, which holds the newest. */
  readonly year?: number;
  /** Absent there, and where the year has one page. */
  readonly page?: number;
}

/** The words of the interface: a key from the core's list, filled with the values in braces. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What every template knows. */
export interface Site {
  readonly title: string;
  readonly description: string;
  readonly lang: string;
  /** The start page in this language. */
  readonly url: string;
  readonly postsUrl: string;
  readonly tagsUrl: string;
  readonly searchUrl: string;
  readonly author: Author;
  readonly menu: readonly MenuLink[];
  /** Empty when the site has one language. */
  readonly languages: readonly LanguageLink[];
  readonly feeds: readonly (Link & { readonly type: string })[];
  readonly t: Translate;
}

export interface BaseProps {
  readonly site: Site;
  readonly kind: PageKind;
}
export interface HomeProps {
  readonly site: Site;
  readonly posts: readonly Card[];
  /** The list of all posts, when there are more than these. */
  readonly more?: string;
}
export interface ListProps {
  readonly site: Site;
  readonly title: string;
  readonly posts: readonly Card[];
  readonly pager: Pager;
}
export interface TagProps extends ListProps {
  readonly tag: Tag;
}
export interface TagIndexProps {
  readonly site: Site;
  readonly tags: readonly Tag[];
}
export interface PostProps {
  readonly site: Site;
  readonly post: Post;
}
export interface PageProps {
  readonly site: Site;
  readonly page: StandingPage;
}
/** The form and the results come in the template's default slot. */
export interface SearchProps {
  readonly site: Site;
}
export interface NotFoundProps {
  readonly site: Site;
}

/** The kinds of page; each has a template of the same name. */
export type PageKind =
  | "home"
  | "list"
  | "post"
  | "page"
  | "tag"
  | "tag-index"
  | "search"
  | "not-found";
