// Whose page is this? A comment goes to a person's address; a reader has the page's URL.

import { type Address, originOf, parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import type { Core } from "./core.ts";
import { ask } from "./remote.ts";
import type { Timeline } from "./timeline.ts";

/** The address whose site has this URL: from what is known here, else the sidecar looks there. */
export type AuthorOfPage = (url: URL) => Promise<Address | Refusal>;

/** Makes the search over contacts, follows and the sidecar's `identity.find`. */
export function createAuthorOfPage(
  core: Core,
  timeline: Pick<Timeline, "storedFollows">,
): AuthorOfPage {
  const livesAt = (origin: string) => (address: Address) => originOf(address) === origin;
  return async (url) => {
    const contacts = await core.storage.list("contacts");
    const people = contacts.map((row) => row.value.address);
    const followed = (await timeline.storedFollows())
      .map(({ target }) => parseAddress(target.trim().replace(/^@/, "").toLowerCase()))
      .filter((address): address is Address => !isRefusal(address));
    const known = [...people, ...followed].find(livesAt(url.origin));
    if (known) return known;
    const found = await ask(
      core,
      "identity.find",
      { url: url.href },
      z.object({ address: z.string() }),
    );
    return isRefusal(found) ? found : parseAddress(found.address);
  };
}

/** The path of a page as comments name it: decoded, without query; `index.html` is its folder. */
export function pageOf(url: URL): string {
  const path = url.pathname.replace(/\/index\.html$/, "/");
  try {
    return decodeURIComponent(path).normalize("NFC");
  } catch {
    return path;
  }
}
