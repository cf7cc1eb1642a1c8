import { formatAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import * as z from "zod/mini";
import type { Contact } from "./contacts.ts";
import type { Core } from "./core.ts";
import { ask, keep, kept } from "./remote.ts";

const standingSchema = z.object({ friend: z.boolean(), relay: z.boolean(), blocked: z.boolean() });
const rowSchema = z.extend(standingSchema, { identity: z.string() });
const rowsSchema = z.array(rowSchema);

/**
 * What a person may do at the owner's sidecar. `friend`: comments appear at once, and more may be
 * asked. `relay`: letters are carried for them and by them, while they are a friend. `blocked`: nothing
 * is taken from them, whatever else is set.
 */
export type Standing = z.infer<typeof standingSchema>;

const STRANGER: Standing = { friend: false, relay: false, blocked: false };

/** The owner's decisions about people, which the sidecar holds. */
export interface Standings {
  /** As the sidecar says now; somebody it has no decision about is a stranger. */
  of(identity: string): Promise<Standing | Refusal>;
  /** As it was last said; undefined when this device never heard. */
  stored(identity: string): Promise<Standing | undefined>;
  /** What `change` leaves out stays as it was. The sidecar's answer, which is kept. */
  put(
    person: Pick<Contact, "id" | "address">,
    change: Partial<Standing>,
  ): Promise<Standing | Refusal>;
}

/** The standings over the link. */
export function createStandings(core: Core): Standings {
  const keepRows = (rows: z.infer<typeof rowsSchema>) => keep(core, "contacts", rows);
  const storedRows = async () => (await kept(core, "contacts", rowsSchema)) ?? undefined;
  return {
    async of(identity) {
      const answer = await ask(core, "contacts.list", {}, z.object({ items: rowsSchema }));
      if (isRefusal(answer)) return answer;
      await keepRows(answer.items);
      return find(answer.items, identity);
    },
    async stored(identity) {
      const rows = await storedRows();
      return rows && find(rows, identity);
    },
    async put({ id, address }, change) {
      const params = { identity: id, address: formatAddress(address), ...change };
      const answer = await ask(core, "contacts.put", params, z.object({ contact: rowSchema }));
      if (isRefusal(answer)) return answer;
      const others = ((await storedRows()) ?? []).filter((row) => row.identity !== id);
      await keepRows([...others, answer.contact]);
      core.notify("contacts");
      return standing(answer.contact);
    },
  };
}

function find(rows: z.infer<typeof rowsSchema>, identity: string): Standing {
  return standing(rows.find((row) => row.identity === identity) ?? STRANGER);
}

const standing = ({ friend, relay, blocked }: Standing): Standing => ({ friend, relay, blocked });
