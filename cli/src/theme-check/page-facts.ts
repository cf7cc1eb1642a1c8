// What a page says about itself, read inside the browser. The functions of this file are sent there as
// text: they may use nothing from outside themselves.

/** Structure, scripts and style sheets, as they are after loading. */
export interface PageFacts {
  readonly headings: number;
  readonly mains: number;
  readonly banners: number;
  readonly footers: number;
  readonly navs: number;
  /** Why the way past the header does not work; absent when it does. */
  readonly skip?: "missing" | "not-first" | "leads-nowhere" | "stays-hidden";
  /** The beginnings of inline scripts and of handlers in attributes. */
  readonly inlineScripts: readonly string[];
  /** The visible text of the main part, by lines. */
  readonly text: readonly string[];
}

/** Runs in the page. */
export function readFacts(): PageFacts {
  const all = <T extends Element>(selector: string) => [...document.querySelectorAll<T>(selector)];
  const outsideSections = (element: Element) =>
    element.parentElement?.closest("main, article, aside, nav, section") === null;
  const [first] = all<HTMLElement>(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]",
  ).filter((element) => element.tabIndex >= 0 && element.getClientRects().length > 0);

  const skip = (): PageFacts["skip"] => {
    const link = all<HTMLAnchorElement>("body a[href^='#']")[0];
    const main = document.querySelector("main");
    if (!link || !main) return "missing";
    if (link !== first) return "not-first";
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || !(target === main || main.contains(target) || target.contains(main)))
      return "leads-nowhere";
    link.focus();
    const { left, top, right, bottom, width, height } = link.getBoundingClientRect();
    const { clip, clipPath, opacity } = getComputedStyle(link);
    link.blur();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    const hidden = !inside || width < 8 || height < 8 || Number(opacity) < 0.5;
    if (hidden || clip === "rect(0px, 0px, 0px, 0px)" || clipPath === "inset(50%)")
      return "stays-hidden";
    return undefined;
  };

  const scripts = [...document.scripts]
    .filter(({ src, type }) => src === "" && (type === "" || /javascript|^module$/.test(type)))
    .map(({ text }) => text.trim().slice(0, 60));
  const handlers = all("*").flatMap((element) =>
    [...element.attributes]
      .filter(({ name, value }) => /^on/.test(name) || /^\s*javascript:/i.test(value))
      .map(({ name, value }) => `${name}="${value.slice(0, 60)}"`),
  );
  const skipped = skip();
  return {
    headings: all("h1").length,
    mains: all("main, [role=main]").length,
    banners: all("header, [role=banner]").filter(outsideSections).length,
    footers: all("footer, [role=contentinfo]").filter(outsideSections).length,
    navs: all("nav, [role=navigation]").length,
    ...(skipped ? { skip: skipped } : {}),
    inlineScripts: [...scripts, ...handlers],
    // biome-ignore lint/performance/useDomNodeTextContent: what is not shown does not count.
    text: (document.querySelector("main")?.innerText ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  };
}

/** Runs in the page: the outermost elements that stick out sideways, when the page scrolls sideways. */
export function readOverflow(): string[] {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const name = (element: Element) =>
    element.localName + [...element.classList].map((one) => `.${one}`).join("");
  const scrolls = (element: Element | null): boolean => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      if (at !== document.body && getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  };
  const found: Element[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.getBoundingClientRect().right <= width + 0.5) continue;
    if (scrolls(element.parentElement) || found.some((other) => other.contains(element))) continue;
    found.push(element);
  }
  return found.length > 0 ? found.slice(0, 3).map(name) : ["body"];
}

/** Runs in the page, under `prefers-reduced-motion: reduce`: what still moves, once by selector. */
export function readMotion(): string[] {
  const moving = new Set<string>();
  const seconds = (list: string) => list.split(",").map((time) => Number.parseFloat(time) || 0);
  const name = (element: Element) =>
    element.localName + [...element.classList].map((one) => `.${one}`).join("");
  for (const element of document.querySelectorAll("*")) {
    for (const pseudo of ["", "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo || null);
      const fades =
        style.transitionProperty !== "none" &&
        seconds(style.transitionDuration).some((time) => time > 0.011);
      const plays =
        style.animationName !== "none" &&
        seconds(style.animationDuration).some((time) => time > 0.011);
      if (fades || plays) moving.add(name(element) + pseudo);
    }
    if (getComputedStyle(element).scrollBehavior === "smooth")
      moving.add(`${name(element)} scroll`);
  }
  return [...moving];
}

/** Runs in the page, in print: whether the text stands, and which navigation stands as well. */
export function readPrint(): { readonly text: boolean; readonly navs: readonly string[] } {
  const shown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getBoundingClientRect().height > 0;
  const main = document.querySelector("main");
  const heading = document.querySelector("h1");
  const name = (element: Element) =>
    element.localName + [...element.classList].map((one) => `.${one}`).join("");
  return {
    text: main !== null && shown(main) && heading !== null && shown(heading),
    navs: [...document.querySelectorAll("nav")].filter(shown).map(name),
  };
}
