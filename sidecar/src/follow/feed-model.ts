/** A feed as we keep it: plain text but for `html`, which is cleaned; all URLs absolute. */
export interface ParsedFeed {
  readonly title: string;
  /** The page of the site, or "" when the feed names none. */
  readonly site: string;
  readonly items: readonly ParsedItem[];
}

export interface ParsedItem {
  /** Names the item within its feed for ever. */
  readonly guid: string;
  readonly title: string;
  readonly url: string;
  readonly html: string;
  readonly summary: string;
  readonly author: string;
  readonly image: string | undefined;
  /** ms; undefined when the feed does not say or says nonsense. */
  readonly published: number | undefined;
}

/** An item as a parser gives it, before anything of it is believed. */
export interface RawItem {
  readonly guid?: string | undefined;
  readonly title?: RawText | undefined;
  readonly url?: string | undefined;
  readonly content?: RawText | undefined;
  readonly summary?: RawText | undefined;
  readonly author?: string | undefined;
  readonly image?: string | undefined;
  readonly published?: string | undefined;
}

/** Text that may be markup: `html` when the feed says or means so. */
export interface RawText {
  readonly value: string;
  readonly html: boolean;
}

/** A feed as a parser gives it. */
export interface RawFeed {
  readonly title?: RawText | undefined;
  readonly site?: string | undefined;
  readonly items: readonly RawItem[];
}
