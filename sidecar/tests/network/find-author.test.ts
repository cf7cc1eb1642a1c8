import { formatAddress, originOf } from "@courtyard/protocol/address.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestSidecar, testSidecar } from "../harness.ts";
import { feedServer } from "../support/feed-server.ts";
import type { TestPerson } from "../support/person.ts";
import { remoteHouse } from "../support/remote-house.ts";

let house: TestSidecar;
let alice: TestPerson;

beforeAll(async () => {
  house = await testSidecar();
  alice = await house.person("alice");
});
afterAll(() => house[Symbol.asyncDispose]());

test("finds whose page it is, next door and on another machine", async () => {
  const carol = await house.person("carol");
  await using bob = await remoteHouse("bob");
  const phone = await alice.connect(alice.phone);
  for (const address of [carol.address, bob.person.address]) {
    const url = `${originOf(address)}/posts/x/?y#z`;
    expect((await phone.call("identity.find", { url })).result).toEqual({
      address: formatAddress(address),
    });
  }
  await phone.close();
});

test("says not-found for a site that is no Courtyard, and refuses what is no web page", async () => {
  await using site = await feedServer();
  const phone = await alice.connect(alice.phone);
  expect(await phone.call("identity.find", { url: `${site.origin}/` })).toMatchObject({
    code: "not-found",
  });
  for (const url of ["ftp://bob.example/", "bob", ""]) {
    expect(await phone.call("identity.find", { url })).toMatchObject({ code: "params-shape" });
  }
  await phone.close();
});
