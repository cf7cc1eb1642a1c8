// GFM links `www.example.org` without a scheme. Names without `www.` stay text: `rain.md` is a file,
// and `alice@alice.example` is somebody's courtyard, not a mailbox.

import type { MarkdownIt } from "markdown-it";

const ADDRESS =
  /^(?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,}(?::\d+)?(?:[/?#][^\s<>"'\p{sc=Han}\u3000-\u303f\uff01-\uff60]*)?/u;

/** A markdown-it plugin for an instance with `linkify` on. */
export function webAddresses(md: MarkdownIt): void {
  md.linkify.add("www.", {
    validate(text: string, pos: number) {
      const found = ADDRESS.exec(text.slice(pos))?.[0] ?? "";
      return found.replace(/[?!.,:*_~)]+$/, "").length;
    },
    normalize(match: { url: string }) {
      match.url = `http://${match.url}`;
    },
  });
}
