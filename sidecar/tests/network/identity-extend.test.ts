import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import { appendEntry, revokeDevice } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { nodeSigner } from "@courtyard/protocol/node/ed25519.ts";
import { isRefusal } from "@courtyard/protocol/refusal.ts";
import { describe, expect, it } from "vitest";
import { testSidecar } from "../harness.ts";

const PATH = "/_courtyard/identity";

describe("POST /_courtyard/identity", () => {
  it("refuses what is no extension of the tenant's log, and unclaimed places", async () => {
    await using one = await testSidecar();
    const alice = await one.person("alice");
    const carol = await one.person("carol");
    const { tenant } = await one.newTenant("dave");
    const code = async (of: { host: string }, body: unknown) =>
      (await one.post(of, PATH, body)).json;
    const log = formatIdentityLog(alice.identity);
    expect(
      await code(alice.tenant, { v: 1, log: formatIdentityLog(carol.identity) }),
    ).toMatchObject({
      code: "identity-fork",
    });
    expect(await code(alice.tenant, { v: 1, log: `${log}{}\n` })).toMatchObject({ ok: false });
    expect(await code(alice.tenant, { log })).toMatchObject({ code: "params-shape" });
    expect(await code(tenant, { v: 1, log })).toMatchObject({ code: "not-found" });
    const forged = await appendEntry(alice.identity, {
      rootSigner: nodeSigner(generateSigningKey().secret),
      change: { devices: alice.identity.head.devices.map((device) => revokeDevice(device, 1)) },
      now: Date.now(),
    });
    expect(isRefusal(forged)).toBe(true);
  });
});
