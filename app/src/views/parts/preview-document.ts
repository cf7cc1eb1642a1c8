/**
 * What a page may not bring along: nothing of a preview runs, frames, submits or changes its address.
 * Its policy stays: it can only forbid, and without it a writer's picture elsewhere would be asked for.
 */
const LEFT_OUT =
  'script, iframe, frame, object, embed, base, meta[http-equiv]:not([http-equiv="Content-Security-Policy"])';

/**
 * A preview's HTML for a frame without rights. Links within the page stay; all others open the site in
 * a tab of its own, since the frame itself goes nowhere.
 */
export function previewDocument(html: string, address: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const element of page.querySelectorAll(LEFT_OUT)) element.remove();
  for (const link of page.querySelectorAll("a[href], area[href]")) {
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("#")) continue;
    const url = URL.parse(href, address);
    if (url) link.setAttribute("href", url.href);
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
