// A text as it travels in a feed: every address in full, and nothing that only works on the page.

const TAG = /<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>/g;
const ADDRESS = /(\s(?:href|src|poster|cite|data)=)("([^"]*)"|'([^']*)')/gi;
const SET = /(\ssrcset=)("([^"]*)"|'([^']*)')/gi;

/** `html` of the page at `base` (absolute) with absolute addresses, also in `srcset`. */
export function absoluteHtml(html: string, base: string): string {
  const full = (address: string) => {
    const plain = address.replaceAll("&amp;", "&");
    return URL.canParse(plain, base) ? new URL(plain, base).href.replaceAll("&", "&amp;") : address;
  };
  return html
    .replace(/<a class="heading-link" href="#[^"]*">([\s\S]*?)<\/a>/g, "$1")
    .replace(TAG, (tag) =>
      tag
        .replace(/ tabindex="-?\d+"/g, "")
        .replace(ADDRESS, (_, name: string, _quoted, double?: string, single?: string) => {
          return `${name}"${full(double ?? single ?? "").replaceAll('"', "&quot;")}"`;
        })
        .replace(SET, (_, name: string, _quoted, double?: string, single?: string) => {
          const candidates = (double ?? single ?? "").split(/,\s+/).map((candidate) => {
            const [address = "", ...size] = candidate.trim().split(/\s+/);
            return [full(address), ...size].join(" ");
          });
          return `${name}"${candidates.join(", ")}"`;
        }),
    );
}

/** Characters that XML 1.0 cannot carry even escaped (§2.2), taken out. */
export function xmlSafe(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
}
