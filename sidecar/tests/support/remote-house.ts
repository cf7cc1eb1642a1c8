import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { formatAddress } from "@courtyard/protocol/address.ts";
import { generateSigningKey } from "@courtyard/protocol/ed25519.ts";
import { createIdentity } from "@courtyard/protocol/identity.ts";
import { formatIdentityLog } from "@courtyard/protocol/identity-log.ts";
import { newDevice } from "./device.ts";
import { type TestPerson, testPerson } from "./person.ts";

/** A person whose site is a plain HTTP server that tells whatever log the test wants. */
export interface RemoteHouse extends AsyncDisposable {
  readonly person: TestPerson;
  /** What `identity.jsonl` says; null for 404. */
  log: string | null;
  /** How often the log was asked for. */
  readonly asked: () => number;
}

export async function remoteHouse(username: string): Promise<RemoteHouse> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url === "/.well-known/courtyard/identity.jsonl" && house.log !== null) {
      asked += 1;
      response.end(house.log);
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const host = `${username}.localhost`;
  const address = { host, port, username };
  const now = Date.now();
  const vault = await newDevice("vault", { can: ["publish", "comment", "chat"], now });
  const phone = await newDevice("phone", { can: ["comment", "chat"], now });
  const root = generateSigningKey();
  const identity = await createIdentity({
    rootSecret: root.secret,
    nextPublicKey: generateSigningKey().publicKey,
    devices: [vault.record, phone.record],
    urls: [formatAddress(address)],
    now,
  });
  const origin = `http://${host}:${port}`;
  const tenant = { id: "x", ...address, address, origin, dir: "/", identityId: identity.id };
  const keys = { vault, phone, rootSecret: root.secret, identity };
  const house = {
    person: testPerson(tenant, keys, Date.now),
    log: formatIdentityLog(identity) as string | null,
    asked: () => asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return house;
}
