import DOMPurify from "dompurify";
import type { Attachment } from "svelte/attachments";

/** Elements that carry text, pictures and tables; nothing that runs, frames, submits or restyles. */
const TAGS = (
  "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em " +
  "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small " +
  "span strong sub summary sup table tbody td tfoot th thead time tr u ul var"
).split(" ");
const ATTRIBUTES =
  "href src alt title lang dir width height colspan rowspan scope start reversed value datetime cite open".split(
    " ",
  );

/**
 * Shows a stranger's HTML in an element: cleaned, links opening outside without a referrer, pictures
 * loaded lazily, relative addresses read from `base`.
 */
export function sanitised(html: string, base: string): Attachment<HTMLElement> {
  return (element) => {
    const fragment = DOMPurify.sanitize(html, {
      ALLOWED_TAGS: TAGS,
      ALLOWED_ATTR: ATTRIBUTES,
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      ALLOWED_URI_REGEXP:
        /^(?:https?:|mailto:|data:image\/(?:png|jpeg|gif|webp);|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
      RETURN_DOM_FRAGMENT: true,
    });
    for (const link of fragment.querySelectorAll("a[href]")) {
      link.setAttribute("href", absolute(link.getAttribute("href") ?? "", base));
      link.setAttribute("target", "_blank");
      link.setAttribute("rel", "noopener noreferrer");
    }
    for (const image of fragment.querySelectorAll("img")) {
      image.setAttribute("src", absolute(image.getAttribute("src") ?? "", base));
      image.setAttribute("loading", "lazy");
      image.setAttribute("decoding", "async");
      image.setAttribute("referrerpolicy", "no-referrer");
    }
    element.replaceChildren(fragment);
  };
}

/** An address made absolute; what cannot be stays as it was. */
export function absolute(url: string, base: string): string {
  return URL.parse(url, base)?.href ?? url;
}
