// The list of results. What surrounds a hit is read from the text's own page, so that the index need
// not hold the whole site a second time.

import type { ResultCard } from "../cards.ts";
import { excerptAround, hasRuns, markHits, type Stretch } from "../mark.ts";
import type { Answer, SearchEngine } from "../query.ts";

export interface Results {
  clear(): void;
  /** The first results; `count` is of all, `rest` whether there are more. */
  show(answer: Answer, wanted: () => boolean): Promise<{ count: number; rest: boolean }>;
  /** Some more; resolves with whether there are yet others. */
  more(wanted: () => boolean): Promise<boolean>;
}

const AT_ONCE = 10;
/** A run of three or more characters may have its pairs here and there: only the text tells. */
const SURE_RUN = 2;

export function openResults(
  list: HTMLOListElement,
  { engine, lang }: { engine: SearchEngine; lang: string },
): Results {
  const pages = new Map<string, Promise<string>>();
  let answer: Answer | undefined;
  let next = 0;
  let wrong = 0;

  function textOf(url: string): Promise<string> {
    const known = pages.get(url);
    if (known) return known;
    const text = readText(url);
    pages.set(url, text);
    text.catch(() => pages.delete(url));
    return text;
  }

  async function add(wanted: () => boolean): Promise<boolean> {
    let added = 0;
    while (answer && added < AT_ONCE && next < answer.numbers.length) {
      const numbers = answer.numbers.slice(next, next + AT_ONCE - added);
      const { marks } = answer;
      next += numbers.length;
      const cards = await engine.cards(numbers);
      const texts = await Promise.all(cards.map(({ url }) => textOf(url).catch(() => undefined)));
      if (!wanted()) return false;
      for (const [index, card] of cards.entries()) {
        const text = texts[index];
        const runs = marks.runs.filter((run) => run.length > SURE_RUN);
        if (text !== undefined && !hasRuns(`${card.title}\n${text}`, runs)) {
          wrong += 1;
          continue;
        }
        list.append(itemOf(card, text, marks));
        added += 1;
      }
    }
    return answer !== undefined && next < answer.numbers.length;
  }

  function itemOf(card: ResultCard, text: string | undefined, marks: Answer["marks"]): HTMLElement {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = card.url;
    link.append(...nodesOf(markHits(card.title, marks)));
    const heading = document.createElement("h2");
    heading.className = "card-title";
    heading.append(link);
    item.append(heading);
    if (card.day) {
      const time = document.createElement("time");
      time.dateTime = card.day;
      const format = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" });
      time.textContent = format.format(new Date(card.day));
      const meta = document.createElement("p");
      meta.className = "meta";
      meta.append(time);
      item.prepend(meta);
    }
    if (text) {
      const excerpt = document.createElement("p");
      excerpt.append(...nodesOf(excerptAround(text, marks)));
      item.append(excerpt);
    }
    return item;
  }

  return {
    clear() {
      answer = undefined;
      list.replaceChildren();
    },
    async show(found, wanted) {
      answer = found;
      next = 0;
      wrong = 0;
      const before = [...list.children];
      const rest = await add(wanted);
      if (wanted()) for (const item of before) item.remove();
      return { count: found.numbers.length - wrong, rest };
    },
    more: add,
  };
}

/** The text of a page, without what the site puts around it, and without its comments. */
async function readText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const text = page.querySelector(".e-content, .prose") ?? page.querySelector("main");
  return (text?.textContent ?? "").replace(/\s+/g, " ").trim();
}

function nodesOf(stretches: readonly Stretch[]): Node[] {
  return stretches.map(({ text, hit }) => {
    if (!hit) return document.createTextNode(text);
    const mark = document.createElement("mark");
    mark.textContent = text;
    return mark;
  });
}
