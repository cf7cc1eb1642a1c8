import { type Address, originOf } from "@courtyard/protocol/address.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { escapeHtml } from "../escape-html.ts";
import { type Lang, type Words, wordsOf } from "../words.ts";

/** What the panel shows above the form after a submission without JavaScript. */
export type PanelNote =
  | "sent"
  | "nameMissing"
  | "textMissing"
  | "tooMany"
  | "full"
  | "closed"
  | "failed";

export interface PanelInput {
  /** Decoded path of the page. */
  readonly page: string;
  readonly lang: Lang;
  readonly address: Address;
  readonly note?: PanelNote | undefined;
  /** What the reader typed, given back when it was refused. */
  readonly name?: string;
  readonly text?: string;
}

// The parent page's colours come by the script; without it these stand, in both modes.
const STYLE = `
:root{color-scheme:light dark;--paper:light-dark(oklch(.985 .006 85),oklch(.19 .01 70));--ink:light-dark(oklch(.24 .012 60),oklch(.9 .01 85));--ink-quiet:light-dark(oklch(.48 .015 60),oklch(.7 .012 80));--accent:light-dark(oklch(.47 .09 145),oklch(.76 .1 145))}
*{box-sizing:border-box}
body{margin:0;padding:2px;background:transparent;color:var(--ink);font:16px/1.5 system-ui,sans-serif}
p{margin:0 0 .75rem}
form{display:grid;gap:.75rem}
label{display:grid;gap:.25rem;font-size:.9375rem}
input,textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--ink-quiet);border-radius:4px;padding:.5rem .625rem;width:100%}
textarea{min-height:7rem;resize:vertical}
button{font:inherit;justify-self:start;min-height:2.75rem;padding:0 1.25rem;border:1px solid var(--accent);border-radius:4px;background:transparent;color:var(--accent);cursor:pointer}
button:hover{background:var(--accent);color:var(--paper)}
button[disabled]{opacity:.6}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.quiet{color:var(--ink-quiet);font-size:.875rem;margin:0}
.trap{position:absolute;left:-9999px}
[role=status]:empty{display:none}
[role=status]{margin:0;border-left:3px solid var(--accent);padding-left:.75rem}
code{overflow-wrap:anywhere;user-select:all}
`;

/** The iframe document: a form that works without JavaScript; the script makes it live. */
export function panelHtml({ page, lang, address, note, name = "", text = "" }: PanelInput): string {
  const words = wordsOf(lang);
  // As a reader would write it; only a space would break the address where it is pasted.
  const url = originOf(address) + (/\s/.test(page) ? encodeURI(page) : page);
  const said = note === undefined ? "" : escapeHtml(words[note]);
  const messages = JSON.stringify(scriptWords(words));
  return `<!doctype html>
<html lang="${lang === "zh" ? "zh-Hans" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escapeHtml(words.join)}</title>
<style>${STYLE}</style>
<script src="/_courtyard/comments.js" type="module"></script>
</head>
<body data-page="${escapeHtml(page)}" data-address="${escapeHtml(JSON.stringify(address))}" data-words="${escapeHtml(messages)}">
<form method="post" action="/_courtyard/comments?lang=${lang}">
<p role="status" aria-live="polite">${said}</p>
<input type="hidden" name="page" value="${escapeHtml(page)}">
<label>${escapeHtml(words.name)}<input name="name" required maxlength="${LIMITS.nameLength}" autocomplete="name" value="${escapeHtml(name)}"></label>
<label>${escapeHtml(words.text)}<textarea name="text" required maxlength="${LIMITS.commentLength}" autocomplete="off">${escapeHtml(text)}</textarea></label>
<label class="trap" aria-hidden="true">${escapeHtml(words.website)}<input name="website" tabindex="-1" autocomplete="off"></label>
<p class="quiet">${escapeHtml(words.pendingNote)}</p>
<button>${escapeHtml(words.send)}</button>
<p class="quiet">${escapeHtml(words.ownCourtyard)} <code>${escapeHtml(url)}</code></p>
</form>
</body>
</html>
`;
}

/** Only what the script says, so that the document stays small. */
function scriptWords(words: Words): Record<string, string> {
  const { sent, sending, tooMany, full, closed, failed, nameMissing, textMissing } = words;
  return { sent, sending, tooMany, full, closed, failed, nameMissing, textMissing };
}
