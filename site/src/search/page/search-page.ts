// The search page at work: reads the index, shows results, keeps the address in step.

import { parseLayout } from "../layout.ts";
import { createSearch, type SearchEngine } from "../query.ts";
import { openResults } from "./results.ts";
import { createWording } from "./wording.ts";

/** While somebody types, so many milliseconds of rest before looking. */
const REST = 150;

/** Takes over the form; searches at once when its address or its field has a query. */
export function startSearch(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  const status = document.querySelector<HTMLElement>(".search-status");
  const list = document.querySelector<HTMLOListElement>(".search-results");
  const more = document.querySelector<HTMLButtonElement>(".search-more");
  if (!input || !status || !list || !more) return;
  const base = new URL(form.action).pathname;
  const engine: SearchEngine = createSearch(
    parseLayout(form.dataset.layout ?? ""),
    async (path) => {
      const response = await fetch(base + path);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.text();
    },
  );
  const wording = createWording(form);
  const results = openResults(list, { engine, lang: document.documentElement.lang });
  let round = 0;
  let shown: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(): Promise<void> {
    const query = input?.value.trim() ?? "";
    if (query === shown) return;
    shown = query;
    round += 1;
    const own = round;
    const say = (text: string) => {
      if (own === round && status) status.textContent = text;
    };
    const address = new URL(location.href);
    if (query === "") address.searchParams.delete("q");
    else address.searchParams.set("q", query);
    history.replaceState(null, "", address);
    if (more) more.hidden = true;
    if (query === "") {
      results.clear();
      say("");
      return;
    }
    say(wording.say("loading"));
    try {
      const answer = await engine.search(query);
      if (own !== round) return;
      if (!answer) {
        results.clear();
        say(wording.say("short"));
        return;
      }
      const { count, rest } = await results.show(answer, () => own === round);
      if (own !== round) return;
      const words = wording.list(answer.corrected);
      if (count === 0) say(wording.say("none", { query }));
      else if (words) say(wording.say("corrected", { query, words }));
      else say(wording.count(count, query));
      if (more) more.hidden = !rest;
    } catch {
      shown = undefined;
      results.clear();
      say(wording.say("failed"));
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // Letters on their way to becoming characters are not a query yet.
    if (event instanceof InputEvent && event.isComposing) return;
    timer = setTimeout(look, REST);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    void look();
  });
  more.addEventListener("click", async () => {
    const own = round;
    more.disabled = true;
    const rest = await results.more(() => own === round).catch(() => true);
    more.disabled = false;
    if (own === round) more.hidden = !rest;
  });
  document.addEventListener("keydown", (event) => moveBetween(event, input, list));

  const asked = new URL(location.href).searchParams.get("q");
  if (asked && input.value === "") input.value = asked;
  void look();
}

/** Arrows lead from the field into the results and back; Escape leads back at once. */
function moveBetween(event: KeyboardEvent, input: HTMLInputElement, list: HTMLElement): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops: HTMLElement[] = [input, ...list.querySelectorAll<HTMLElement>("a")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  if (event.key === "Escape" && at > 0) input.focus();
  else if (event.key === "ArrowDown" && at + 1 < stops.length) stops[at + 1]?.focus();
  else if (event.key === "ArrowUp" && at > 0) stops[at - 1]?.focus();
  else return;
  event.preventDefault();
}
