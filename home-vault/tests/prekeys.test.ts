import { LIMITS } from "@courtyard/protocol/limits.ts";
import { describe, expect, it } from "vitest";
import { loadDevice, newDevice } from "../src/identity/vault-device.ts";
import { currentPrekey, prekeyPrivate } from "../src/prekeys/schedule.ts";
import { openVaultStore } from "../src/store/vault-store.ts";
import { CHEAP, scratch } from "./rig.ts";

const DAY = 24 * 60 * 60 * 1000;

describe("the vault's prekeys", () => {
  it("are replaced within a week, and deleted when no envelope can need them", async () => {
    using folder = scratch();
    const store = await openVaultStore({ dir: folder.dir, passphrase: "p", cost: CHEAP });
    const start = 1_800_000_000_000;
    const { keys } = await newDevice({ name: "vault", can: ["chat"], now: start });
    const device = await loadDevice(keys);
    const at = (days: number) => currentPrekey(store, { device, now: start + days * DAY });

    const first = await at(0);
    expect(await at(3)).toEqual(first);
    const second = await at(4);
    expect(second.id).not.toBe(first.id);
    expect(second.at).toBeLessThan(first.exp);

    // Sealed on the last day of the first one, and under way as long as an envelope may be.
    const last = (first.exp - start + LIMITS.envelopeTtl) / DAY;
    await at(last);
    expect(await prekeyPrivate(store, first.id)).toBeDefined();
    await at(last + 1);
    expect(await prekeyPrivate(store, first.id)).toBeUndefined();
    expect(await prekeyPrivate(store, second.id)).toBeDefined();
    store.close();
  });
});
