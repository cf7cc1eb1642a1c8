import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { LIMITS } from "@courtyard/protocol/limits.ts";
import { type Refusal, refuse } from "@courtyard/protocol/refusal.ts";
import { createBuckets } from "../limit/token-bucket.ts";
import { countPendingGuests } from "../store/comment.ts";
import type { Store } from "../store/open-store.ts";
import type { Comments } from "./comments.ts";
import { cleanLine, cleanText } from "./plain-text.ts";

/** What a reader without a Courtyard writes, by the form or over the socket. */
export interface Offer {
  readonly tenant: string;
  /** IP address. */
  readonly remote: string;
  readonly page: string;
  readonly name: string;
  readonly text: string;
}

/** Accepts an offer into the moderation queue, or says why not. */
export type AcceptOffer = (offer: Offer) => Refusal | undefined;

// One reader writes a few comments in a conversation; a household or school may share an address.
const PER_REMOTE = { burst: 5, perSecond: 1 / 60 };
// A flood from many addresses stops here, before the owner has to read it.
const PER_TENANT = { burst: 120, perSecond: 1 / 15 };
/** Beyond this nobody moderates any more; envelopes of people with an identity still come in. */
const PENDING = 1000;
/** UTF-16 units, before cleaning. */
const LONGEST = 4 * LIMITS.commentLength;

export function createAcceptOffer({
  store,
  comments,
  clock,
  random,
}: {
  store: Store;
  comments: Comments;
  clock: () => number;
  random: (bytes: number) => Uint8Array;
}): AcceptOffer {
  const remotes = createBuckets(PER_REMOTE);
  const tenants = createBuckets(PER_TENANT);
  return ({ tenant, remote, page, name: rawName, text: rawText }) => {
    // What cleaning takes away is little in what a person writes; the rest is not worth cleaning.
    if (rawName.length > LONGEST) return refuse("params-shape", "name");
    if (rawText.length > LONGEST) return refuse("params-shape", "text");
    const name = cleanLine(rawName);
    const text = cleanText(rawText);
    if (name === "" || name.length > LIMITS.nameLength) return refuse("params-shape", "name");
    if (text === "" || text.length > LIMITS.commentLength) return refuse("params-shape", "text");
    const now = clock();
    if (!remotes(`${tenant} ${remote}`, now)) return refuse("rate-limited");
    if (!tenants(tenant, now)) return refuse("rate-limited");
    if (countPendingGuests(store, tenant) >= PENDING) return refuse("quota-exceeded");
    return comments.add({ tenant, id: toBase64url(random(32)), page, name, text, at: now });
  };
}
