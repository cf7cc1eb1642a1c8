// What a page shows of a text, as one line: equal lines, equal page.

import type { Entry } from "../store/entry.ts";
import type { CardShelf } from "./card.ts";
import type { SiteModel } from "./site-model.ts";
import { planText } from "./text-plan.ts";
import { isListed } from "./tree.ts";

/** A link to a text, with its title. */
export function linkSignature(model: SiteModel, entry: Entry): string {
  return `${model.addresses.get(entry.file)} ${entry.title}`;
}

/** Those who link to a text. */
export function backlinkSignature(model: SiteModel, entry: Entry): string {
  return model.links
    .backlinks(entry.file)
    .map((from) => linkSignature(model, from))
    .join("\n");
}

/** Cards of a list, in its order. */
export function cardSignatures(
  posts: readonly Entry[],
  { model, shelf }: { model: SiteModel; shelf: CardShelf },
): string {
  return posts.map((entry) => shelf.signature(entry, model)).join(" ");
}

/** A text in all its languages, itself included; one that is in no list stands by itself. */
export function translationsOf(entry: Entry, { translations }: SiteModel): readonly Entry[] {
  return isListed(entry) ? (translations.get(entry.key) ?? []) : [];
}

/** A text with everything around it but its neighbours. */
export function bodySignature(model: SiteModel, shelf: CardShelf, entry: Entry): string {
  const others = translationsOf(entry, model)
    .filter((other) => other !== entry)
    .map((other) => `${other.lang} ${linkSignature(model, other)}`);
  return [
    entry.digest,
    shelf.signature(entry, model),
    ...shelf.pictureKeys(entry, model),
    ...others,
    planText(entry, model).sources,
  ].join(" ");
}
