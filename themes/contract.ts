// What a theme and the site's core say to each other. The core owns routes, <head>, feeds,
// microformats and the comment markup; a theme receives these read-only values and lays them out.
// What a theme says of itself is in definition.ts, which tokens it has in tokens.ts: the three files are
// the contract, version 1, and docs/themes.md is the guide to it. Long: a designer reads one list.
//
// A theme imports from here, from `theme:` (its own parts, which a site may override) and from
// `core:` (the parts whose markup others rely on), and from nowhere else.
//
// The form for comments is a document of the sidecar's in a frame. It takes these custom properties,
// all colours, as they are on the section around it: `--paper` (the ground), `--ink` (text),
// `--ink-quiet` (small print and the lines around fields) and `--accent` (what can be acted on); and
// its `color-scheme`. What a theme does not define, the form has its own for.

/** A link with its text; `url` is a root-relative, percent-encoded address or an absolute one. */
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** A menu entry; `current` when the page shown is the one it leads to. */
export interface MenuLink extends Link {
  readonly current: boolean;
  /** Entries below this one; they have none below themselves. */
  readonly items: readonly MenuLink[];
}

/** Another place where the author is; `icon` names one of the theme's, if it has it. */
export interface SocialLink extends Link {
  readonly icon?: string;
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

/** Who writes here; `url` is their page on this site where they have one. */
export interface Author {
  readonly name: string;
  readonly url: string;
  readonly bio?: string;
  readonly photo?: Picture;
  /** Their own site, where that is another. */
  readonly website?: string;
}

/** What posts are sorted by. */
export type TermKind = "tag" | "category" | "series" | "author";

/** A tag, category, series or author as a list of posts. */
export interface Term extends Link {
  readonly kind: TermKind;
  /** Posts that have it, where a page says so. */
  readonly count?: number;
}

/** A term in an index, with the categories within it. */
export interface TermBranch extends Term {
  readonly terms: readonly TermBranch[];
  /** Of an author. */
  readonly author?: Author;
}

/** A recording that belongs to a post: an episode, a film. */
export interface Enclosure {
  /** Root-relative or absolute. */
  readonly url: string;
  /** "file" is for what no browser plays. */
  readonly kind: "audio" | "video" | "file";
  /** The media type. */
  readonly type: string;
  readonly title?: string;
  readonly bytes?: number;
  readonly seconds?: number;
}

/** What a list shows of a post. */
export interface Card {
  readonly title: string;
  readonly url: string;
  readonly lang: string;
  readonly date: Moment;
  readonly updated?: Moment;
  readonly description?: string;
  readonly tags: readonly Term[];
  /** The innermost of each path: Asia of Travel/Asia. */
  readonly categories: readonly Term[];
  /** Never empty. */
  readonly authors: readonly Author[];
  readonly series: readonly Term[];
  readonly cover?: Picture;
  /** Reading time. */
  readonly minutes: number;
  /** Whether it stands first, before newer posts. */
  readonly pinned: boolean;
  readonly enclosures: readonly Enclosure[];
  readonly draft: boolean;
}

/** A series as one of its posts shows it. */
export interface PostSeries extends Term {
  /** This post's place, from 1. */
  readonly position: number;
  readonly previous?: Link;
  readonly next?: Link;
  /** All its posts in order; empty in a long series, whose old pages must not change with each part. */
  readonly posts: readonly (Link & { readonly current: boolean })[];
}

/** A heading of a text; `slug` is its id on the page. */
export interface TextHeading {
  readonly depth: number;
  readonly slug: string;
  readonly text: string;
}

/** A text of this site that a text links to; `description` is its own, or its first words. */
export interface Mention extends Link {
  readonly description?: string;
}

/** A post as its own page shows it; its text comes in the template's default slot. */
export interface Post extends Omit<Card, "series"> {
  readonly older?: Link;
  readonly newer?: Link;
  readonly series: readonly PostSeries[];
  /** Posts that share the most and the rarest tags and categories, the nearest first. */
  readonly related: readonly Card[];
  /** Texts of this site that link to this one, the newest first. */
  readonly backlinks: readonly Link[];
  /** Texts of this site that this one links to, in the order of the links. */
  readonly mentions: readonly Mention[];
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
  /** Texts of this site that link to this one, the newest first. */
  readonly backlinks: readonly Link[];
  /** Texts of this site that this one links to, in the order of the links. */
  readonly mentions: readonly Mention[];
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
  /** From 1; only in a year of so many posts that its list is cut by months. */
  readonly month?: number;
  /** Absent there, and where the year or month has one page. */
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
  /** The same as an absolute address, for readers to take elsewhere. */
  readonly address: string;
  readonly postsUrl: string;
  readonly archiveUrl: string;
  readonly tagsUrl: string;
  /** Absent as long as no post has a category; likewise the next two. */
  readonly categoriesUrl?: string;
  readonly seriesUrl?: string;
  readonly authorsUrl?: string;
  readonly searchUrl: string;
  readonly subscribeUrl: string;
  readonly author: Author;
  readonly menu: readonly MenuLink[];
  readonly footerMenu: readonly MenuLink[];
  readonly social: readonly SocialLink[];
  /** Empty when the site has one language. */
  readonly languages: readonly LanguageLink[];
  readonly feeds: readonly FeedLink[];
  readonly t: Translate;
}

export interface BaseProps {
  readonly site: Site;
  readonly kind: PageKind;
}
export interface HomeProps {
  readonly site: Site;
  /** The newest, and the pinned before them. */
  readonly posts: readonly Card[];
  /** The list of all posts, when there are more than these. */
  readonly more?: string;
  /** The outermost categories, each with its newest posts, in the order of their names. */
  readonly sections: readonly Section[];
}

/** A category on the start page. */
export interface Section {
  readonly term: Term;
  readonly posts: readonly Card[];
}

/** A feed of the posts that a page lists. */
export interface FeedLink extends Link {
  /** The media type. */
  readonly type: string;
}
export interface ListProps {
  readonly site: Site;
  readonly title: string;
  readonly posts: readonly Card[];
  readonly pager: Pager;
}
/** The posts of a tag or category. */
export interface TermProps extends ListProps {
  readonly term: Term;
  /** The categories around this one, outermost first. */
  readonly within: readonly Term[];
  /** The categories directly within this one; on its first page only. */
  readonly terms: readonly Term[];
  readonly feeds: readonly FeedLink[];
}
export interface AuthorProps extends ListProps {
  readonly author: Author;
  readonly feeds: readonly FeedLink[];
}
/** A series: all its posts, in reading order. */
export interface SeriesProps {
  readonly site: Site;
  readonly series: Term;
  readonly posts: readonly Card[];
  readonly feeds: readonly FeedLink[];
}
/** All terms of one kind. */
export interface TermIndexProps {
  readonly site: Site;
  readonly title: string;
  readonly kind: TermKind;
  readonly terms: readonly TermBranch[];
}

/** A post in the archive: `day` is its date without the year. */
export interface ArchivePost extends Link {
  readonly date: Moment;
  readonly day: string;
}
export interface ArchiveMonth {
  readonly label: string;
  readonly posts: readonly ArchivePost[];
}
/** A year of the archive, newest month first. */
export interface ArchiveYear extends Link {
  readonly count: number;
  readonly months: readonly ArchiveMonth[];
}
/** The archive of one year, or the one that begins with the newest years. */
export interface ArchiveProps {
  readonly site: Site;
  readonly title: string;
  /** The years whose posts stand on this page. */
  readonly shown: readonly ArchiveYear[];
  /** All years, newest first; with their counts where the page is not a year's own. */
  readonly years: readonly (Link & { readonly count?: number; readonly current: boolean })[];
}

/** The feeds of one language. */
export interface LanguageFeeds {
  readonly lang: string;
  readonly label: string;
  readonly feeds: Site["feeds"];
}
/** How to follow the site; this page's language comes first. */
export interface SubscribeProps {
  readonly site: Site;
  readonly languages: readonly LanguageFeeds[];
}
export interface PostProps {
  readonly site: Site;
  readonly post: Post;
  /** Those of the text; where a writer asked for it, the part `Toc` stands before the text. */
  readonly headings: readonly TextHeading[];
}
export interface PageProps {
  readonly site: Site;
  readonly page: StandingPage;
  readonly headings: readonly TextHeading[];
}
/** Of the part `Toc`, which the core puts before a text with `toc: true`. */
export interface TocProps {
  readonly site: Site;
  readonly headings: readonly TextHeading[];
}
/** Of the part `Comments`, which comes in a post's slot `comments` and holds `core:Comments.astro`. */
export interface CommentsProps {
  readonly site: Site;
  /** The post's decoded path, which is what comments are kept under. */
  readonly page: string;
}
/** Of the part `Figure`: a picture or a recording in a text, with the caption that its writer gave it. */
export interface FigureProps {
  readonly site: Site;
  /** HTML: the picture in its sizes, or the player. */
  readonly media: string;
  /** HTML. */
  readonly caption: string;
  /** What links within the text lead to. */
  readonly id?: string | undefined;
}
/** Of the part `Callout`; what it says comes in the default slot. */
export interface CalloutProps {
  readonly site: Site;
  /** `note`, `tip`, `warning` and others as Obsidian has them; `other` for what none of them is. */
  readonly kind: string;
  /** HTML. */
  readonly title: string;
  /** For one that folds: how it stands at first. */
  readonly fold?: "open" | "closed" | undefined;
  readonly id?: string | undefined;
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
  | "term"
  | "term-index"
  | "archive"
  | "author"
  | "series"
  | "subscribe"
  | "search"
  | "not-found";
