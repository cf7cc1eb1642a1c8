import { originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import type { Comment } from "./comment.ts";
import { escapeHtml } from "./escape-html.ts";
import { textToHtml } from "./plain-text.ts";
import { dayOf, type Lang, wordsOf } from "./words.ts";

/** A comment with those that answer it or one another. */
interface Thread {
  readonly comment: Comment;
  readonly replies: Comment[];
}

/** The approved comments of a page as one list; answers stand one level below. "" when there are none. */
export function commentListHtml(comments: readonly Comment[], lang: Lang): string {
  if (comments.length === 0) return "";
  const items = threadsOf(comments).map(({ comment, replies }) => {
    const below = replies.map((reply) => itemHtml(reply, { lang, parent: comment.id })).join("");
    return itemHtml(comment, { lang, below });
  });
  return `<ol class="comment-list">${items.join("")}</ol>`;
}

/**
 * One comment as it is pushed to open pages. `approved` are all of its page: they tell below which
 * one it stands, and `data-parent` tells the page.
 */
export function commentItemHtml(
  comment: Comment,
  { lang, approved }: { lang: Lang; approved: readonly Comment[] },
): string {
  const parent = topOf(comment, new Map(approved.map((other) => [other.id, other])));
  return itemHtml(comment, parent.id === comment.id ? { lang } : { lang, parent: parent.id });
}

function threadsOf(comments: readonly Comment[]): Thread[] {
  const byId = new Map(comments.map((comment) => [comment.id, comment]));
  const threads = new Map<string, Thread>();
  for (const comment of comments) {
    const top = topOf(comment, byId);
    const thread = threads.get(top.id) ?? { comment: top, replies: [] };
    threads.set(top.id, thread);
    if (top.id !== comment.id) thread.replies.push(comment);
  }
  // A thread stands where its first comment stands, though an answer may have come in before it.
  return [...threads.values()].sort((a, b) => a.comment.received - b.comment.received);
}

/** The visible comment that starts the conversation. Walks up at most as far as there are comments. */
function topOf(comment: Comment, visible: ReadonlyMap<string, Comment>): Comment {
  let top = comment;
  for (let step = 0; step < visible.size && top.replyTo !== null; step++) {
    const above = visible.get(top.replyTo);
    if (!above || above.id === comment.id) break;
    top = above;
  }
  return top;
}

function itemHtml(
  comment: Comment,
  { lang, parent, below = "" }: { lang: Lang; parent?: string; below?: string },
): string {
  const id = escapeHtml(comment.id);
  const answer = parent === undefined ? "" : ` data-parent="${escapeHtml(parent)}"`;
  const replies = below === "" ? "" : `<ol class="comment-replies">${below}</ol>`;
  const time = new Date(comment.at).toISOString();
  return (
    `<li class="comment u-comment h-cite" id="c-${id}"${answer}>` +
    `<p class="comment-meta">${authorHtml(comment, lang)} ` +
    `<a class="comment-time u-url" href="#c-${id}"><time class="dt-published" datetime="${time}">` +
    `${escapeHtml(dayOf(comment.at, lang))}</time></a>${signedHtml(comment, lang)}</p>` +
    `<div class="comment-text e-content">${textToHtml(comment.text)}</div>${replies}</li>`
  );
}

function authorHtml({ name, address }: Comment, lang: Lang): string {
  const shown = `<bdi class="p-name">${escapeHtml(name)}</bdi>`;
  const place = address === null ? undefined : parseAddress(address);
  if (address === null || place === undefined || isRefusal(place)) {
    return `<span class="comment-author p-author h-card">${shown}</span> <span class="comment-guest">${wordsOf(lang).guest}</span>`;
  }
  const site = escapeHtml(`${originOf(place)}/`);
  return (
    `<span class="comment-author p-author h-card"><a class="u-url" href="${site}" rel="nofollow ugc noopener">${shown}</a>` +
    ` <span class="comment-address">${escapeHtml(address)}</span></span>`
  );
}

function signedHtml({ id, guest }: Comment, lang: Lang): string {
  if (guest) return "";
  const { signed, signedTitle } = wordsOf(lang);
  return ` <a class="comment-signed" href="/_courtyard/comment/${escapeHtml(id)}.json" rel="nofollow" title="${escapeHtml(signedTitle)}">${signed}</a>`;
}
