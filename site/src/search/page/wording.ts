// The words of the search page, which stand in its form's attributes in the page's language.

export interface Wording {
  say(key: string, values?: Readonly<Record<string, string>>): string;
  count(count: number, query: string): string;
  /** Words as a list in a sentence; empty for none. */
  list(words: readonly string[]): string;
}

export function createWording(form: HTMLElement): Wording {
  const { lang } = document.documentElement;
  const wording = (key: string) => form.dataset[key] ?? "";
  const fill = (text: string, values: Readonly<Record<string, string>>) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return {
    say: (key, values = {}) => fill(wording(key), values),
    count(count, query) {
      const one = new Intl.PluralRules(lang).select(count) === "one";
      const text = wording(one ? "foundOne" : "foundOther");
      return fill(text, { count: new Intl.NumberFormat(lang).format(count), query });
    },
    list: (words) => new Intl.ListFormat(lang, { type: "disjunction" }).format(words),
  };
}
