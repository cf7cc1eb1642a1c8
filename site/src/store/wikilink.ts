// What stands between `[[` and `]]`, as Obsidian writes it: `Name#Heading|shown`.

/** A wikilink's parts. */
export interface Wikilink {
  /** A text's name or path; empty for the text that the link stands in. */
  readonly name: string;
  /** The heading that is meant, or `^` and a block's id; empty for the whole text. */
  readonly part: string;
  /** What the writer wants to be read there. */
  readonly shown: string | undefined;
}

/** One wikilink or embed, in text without code. */
export const WIKILINK = /(!?)\[\[([^[\]\n]+)\]\]/g;

/** Reads the inside. In a table the bar stands behind a backslash. */
export function readWikilink(inside: string): Wikilink {
  const bar = inside.indexOf("|");
  const target = (bar < 0 ? inside : inside.slice(0, bar)).replace(/\\$/, "").normalize("NFC");
  const shown = bar < 0 ? undefined : inside.slice(bar + 1).trim();
  const hash = target.indexOf("#");
  const name = (hash < 0 ? target : target.slice(0, hash)).trim();
  // `Name#Chapter#Part` names the path to a heading: the last one is meant.
  const part =
    hash < 0
      ? ""
      : (
          target
            .slice(hash + 1)
            .split("#")
            .at(-1) ?? ""
        ).trim();
  return { name, part, shown: shown === "" ? undefined : shown };
}

/** Name and part again, in one spelling: what a link is known by. */
export function targetOf({ name, part }: Pick<Wikilink, "name" | "part">): string {
  return part === "" ? name : `${name}#${part}`;
}

/** Whether a name is a place in the folder, which nobody wants to read in a sentence. */
export function isPathlike(name: string): boolean {
  return name.includes("/") || /^\d{4}-\d{2}-\d{2}-./.test(name);
}

/** What a reader sees of a wikilink: the writer's words, else the name (`title` for a path), and the heading. */
export function shownText({ name, part, shown }: Wikilink, title?: string): string {
  if (shown !== undefined) return shown;
  const stem = (name.split("/").at(-1) ?? name)
    .replace(/\.(md|markdown)$/i, "")
    .replace(/^\d{4}-\d{2}-\d{2}-(?=.)/, "");
  const own = isPathlike(name) ? (title ?? stem) : stem;
  const heading = part.startsWith("^") ? "" : part;
  return [own, heading].filter((text) => text !== "").join(" › ") || "¶";
}

/** `markdown` with its wikilinks as their shown text; embedded texts and pictures are left out. */
export function withoutWikilinks(markdown: string): string {
  if (!markdown.includes("[[")) return markdown;
  return markdown.replace(WIKILINK, (_, embed: string, inside: string) =>
    embed === "" ? shownText(readWikilink(inside)) : "",
  );
}

/** A block's id at the end of a line: ` ^rain-1`. `x ^2` is no id: that has a letter. */
export const BLOCK_ID = /(?:^|[ \t])\^(?=[\d-]*[A-Za-z])([A-Za-z0-9-]+)[ \t]*$/;
