// Spec 03 in claims: a manifest, its deltas, and each way in which they are refused. Long, since all are
// made from one.

import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeBackend } from "../node/ed25519.ts";
import { sha256, toBase64url, utf8 } from "../src/bytes.ts";
import { revokeDevice } from "../src/device.ts";
import { appendEntry, type Identity } from "../src/identity.ts";
import { LIMITS } from "../src/limits.ts";
import {
  applyDelta,
  createFileLedger,
  deltaChanges,
  deltaOf,
  type FileEntry,
  type FileSet,
  isSafePath,
  type Manifest,
  type ManifestDelta,
  type ManifestHeader,
  makeManifest,
  parseDelta,
  parseManifest,
  rootOf,
  verifyManifest,
  verifyManifestHeader,
} from "../src/manifest.ts";
import { isRefusal, type RefusalCode } from "../src/refusal.ts";
import type { JsonValue } from "../src/strict-json.ts";
import { DAY, impostor, NOW, newPerson, type Person } from "./person.ts";
import { accepted, expectRefusal } from "./refusals.ts";

let alice: Person;
let site: Manifest;

const file = (content: string, type = "text/html; charset=utf-8"): FileEntry => ({
  sha256: toBase64url(sha256(utf8(content))),
  size: utf8(content).length,
  type,
});

const files: FileSet = {
  "index.html": file("<h1>Hello</h1>"),
  "posts/x/index.html": file("<p>Soil after rain</p>"),
  "posts/雨后/index.html": file("<p>雨后</p>"),
  "feed.xml": file("<rss/>", "application/rss+xml"),
};

const publish = (changes: Partial<Parameters<typeof makeManifest>[0]> = {}) =>
  makeManifest({
    files,
    seq: 1,
    kid: alice.laptop.kid,
    signer: alice.laptop.signer,
    now: NOW,
    ...changes,
  });

const verify = (manifest: Manifest, changes: object = {}) =>
  verifyManifest(manifest, {
    identity: alice.identity,
    now: NOW,
    backend: nodeBackend,
    ...changes,
  });

beforeAll(async () => {
  alice = await newPerson("alice");
  site = await publish();
});

describe("a manifest", () => {
  test("is verified as it was made, also after a journey through JSON", async () => {
    expect(await verify(site)).toBe(site);
    const read = parseManifest(JSON.parse(JSON.stringify(site)) as JsonValue);
    expect(await verify(accepted(read) as Manifest)).toEqual(site);
    expect(site.header).toMatchObject({ id: alice.identity.id, seq: 1, count: 4, created: NOW });
    expect(site.header.expires).toBe(NOW + LIMITS.manifestLife);
  });

  test("has one root for one set of files, in whatever order, with whatever SHA-256", () => {
    const turned = Object.fromEntries(Object.entries(files).reverse());
    const node = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
    expect(rootOf(turned)).toBe(site.header.root);
    expect(rootOf(files, node)).toBe(site.header.root);
    expect(rootOf({})).toHaveLength(43);
  });

  test("that is scheduled expires long enough after it goes live", async () => {
    const activate = NOW + LIMITS.manifestActivateAhead;
    const later = await publish({ activate });
    expect(accepted(parseManifest(later as JsonValue))).toBe(later);
    expect(later.header.expires).toBe(activate + LIMITS.manifestLife);
    expect(await verify(later)).toBe(later);
    expectRefusal(await verify(await publish({ activate: activate + 1 })), "manifest-future");
  });

  const headers: [string, RefusalCode, object | (() => object)][] = [
    ["that is not newer than what is here", "manifest-rollback", { newerThan: 1 }],
    ["that has expired", "manifest-expired", { now: NOW + LIMITS.manifestLife }],
    ["from the future", "manifest-future", { now: NOW - LIMITS.clockSkew - 1 }],
  ];
  test.each(headers)("%s is refused with %s", async (_, code, changes) => {
    expectRefusal(await verify(site, changes), code);
    const options = { identity: alice.identity, now: NOW, ...changes };
    expectRefusal(await verifyManifestHeader(site, options), code);
  });

  test("of another person, or signed by a device that may not publish, is refused", async () => {
    const bob = await newPerson("bob");
    expectRefusal(await verify(site, { identity: bob.identity }), "identity-other");
    const { kid, signer } = alice.sidecar;
    expectRefusal(await verify(await publish({ kid, signer })), "capability-missing");
    const stranger = `${alice.identity.id}#${"A".repeat(22)}`;
    expectRefusal(await verify(await publish({ kid: stranger })), "key-unknown");
    const forged = await publish({ signer: impostor(alice.laptop.signer.publicKey) });
    expectRefusal(await verify(forged), "manifest-signature");
    expectRefusal(await verify(await publish({ now: NOW - 2 * DAY })), "device-future");
    await expect(publish({ kid: "nobody" })).rejects.toThrow(RangeError);
  });

  test("signed after its device was revoked is refused, signed before is not", async () => {
    const outcome = await appendEntry(alice.identity, {
      rootSigner: alice.rootSigner,
      change: { devices: alice.identity.head.devices.map((d) => revokeDevice(d, NOW)) },
      now: NOW,
    });
    const identity = accepted(outcome) as Identity;
    expect(await verify(site, { identity })).toBe(site);
    const late = await publish({ now: NOW + 1 });
    expectRefusal(await verify(late, { identity, now: NOW + 1 }), "device-revoked");
  });

  test("whose header was changed after signing is refused", async () => {
    for (const change of [{ seq: 2 }, { expires: NOW + 1000 }, { created: NOW - 1 }]) {
      const changed = { ...site, header: { ...site.header, ...change } };
      expectRefusal(await verify(changed), "manifest-signature");
    }
  });

  test("whose files are not those of the root is refused, whatever was changed", async () => {
    const name = "index.html";
    const entry = files[name] as FileEntry;
    for (const changed of [
      { ...files, [name]: { ...entry, sha256: file("evil").sha256 } },
      { ...files, [name]: { ...entry, size: entry.size + 1 } },
      { ...files, [name]: { ...entry, type: "text/plain" } },
      { ...files, "evil.html": file("evil") },
      Object.fromEntries(Object.entries(files).slice(1)),
    ]) {
      expectRefusal(await verify({ ...site, files: changed }), "manifest-root");
    }
  });
});

type Loose = {
  header: Record<string, JsonValue>;
  files: Record<string, JsonValue>;
  sig: JsonValue;
};

describe("the shape of a manifest", () => {
  const first = "index.html";
  const header = (change: object) => (m: Loose) => ({ ...m, header: { ...m.header, ...change } });
  const entry = (change: object) => (m: Loose) => ({
    ...m,
    files: { ...m.files, [first]: { ...(m.files[first] as object), ...change } },
  });
  const path = (name: string) => (m: Loose) => ({
    ...m,
    files: { ...m.files, [name]: m.files[first] },
  });
  const without =
    (key: keyof ManifestHeader) =>
    ({ header: { [key]: _, ...rest }, ...m }: Loose) => ({ ...m, header: rest });

  test.each<[string, RefusalCode, (m: Loose) => unknown]>([
    ["null", "manifest-shape", () => null],
    ["a list", "manifest-shape", () => []],
    ["an unknown key", "manifest-shape", (m) => ({ ...m, x: 1 })],
    ["no signature", "manifest-shape", ({ sig: _, ...m }) => m],
    ["a short signature", "manifest-shape", (m) => ({ ...m, sig: "AAAA" })],
    ["no header", "manifest-shape", (m) => ({ ...m, header: null })],
    ["another version", "manifest-shape", header({ v: 2 })],
    ["an unknown key in the header", "manifest-shape", header({ x: 1 })],
    ["no root", "manifest-shape", without("root")],
    ["no seq", "manifest-shape", without("seq")],
    ["a seq of 0", "manifest-shape", header({ seq: 0 })],
    ["a kid of another identity", "manifest-shape", header({ id: "A".repeat(43) })],
    ["an end before the beginning", "manifest-shape", header({ expires: NOW })],
    ["too long a life", "manifest-shape", header({ expires: NOW + LIMITS.manifestMaxLife + 1 })],
    ["a start after the end", "manifest-shape", header({ activate: NOW + 399 * DAY })],
    ["a start that is no time", "manifest-shape", header({ activate: "soon" })],
    ["a root of another length", "manifest-shape", header({ root: "AAAA" })],
    ["a negative count", "manifest-shape", header({ count: -1 })],
    ["too many files by its header", "manifest-too-large", header({ count: 100_001 })],
    ["too many bytes by its header", "manifest-too-large", header({ bytes: LIMITS.siteBytes + 1 })],
    ["files as a list", "manifest-shape", (m) => ({ ...m, files: [] })],
    ["a file that is null", "manifest-shape", (m) => ({ ...m, files: { a: null } })],
    ["a file with an unknown key", "manifest-shape", entry({ mode: 511 })],
    ["a file with a short hash", "manifest-shape", entry({ sha256: "AAAA" })],
    ["a file with a negative size", "manifest-shape", entry({ size: -1 })],
    ["a file that is too large", "manifest-too-large", entry({ size: LIMITS.blobBytes + 1 })],
    ["a media type that splits headers", "manifest-shape", entry({ type: "text/html\r\nx: y" })],
    ["a media type in capitals", "manifest-shape", entry({ type: "Text/HTML" })],
    ["a long media type", "manifest-shape", entry({ type: `text/${"x".repeat(100)}` })],
    ["a path that climbs", "manifest-path", path("../etc/passwd")],
    ["a path of the sidecar", "manifest-path", path("_courtyard/ws")],
    ["a file that is also a folder", "manifest-path", path("index.html/x")],
  ])("with %s is refused with %s", (_, code, change) => {
    expectRefusal(
      parseManifest(change(structuredClone(site) as unknown as Loose) as JsonValue),
      code,
    );
  });

  test("beyond the number of files is refused before each is looked at", () => {
    const many = Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`${i}`, null]));
    const value = { ...site, files: many } as unknown as JsonValue;
    expectRefusal(parseManifest(value), "manifest-too-large");
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("header", "files", "sig"), (value, key) => {
        parseManifest({ ...site, [key]: value } as JsonValue);
        parseManifest(value as JsonValue);
        parseDelta({ ...deltaOf(null, site), [key]: value } as unknown as JsonValue);
        parseDelta({ ...deltaOf(null, site), set: value, drop: value } as unknown as JsonValue);
      }),
    );
  });
});

describe("a path", () => {
  test.each([
    "index.html",
    "posts/x/index.html",
    "posts/雨后/index.html",
    ".well-known/security.txt",
    "constructor",
    "a b/c%20d",
    "...",
    "courtyard/_courtyard",
    `${"x".repeat(255)}/y`,
  ])("%s is safe", (path) => {
    expect(isSafePath(path)).toBe(true);
  });

  test.each([
    "",
    "/",
    "/etc/passwd",
    "posts/",
    "posts//x",
    ".",
    "..",
    "./x",
    "../x",
    "posts/../../x",
    "posts/./x",
    "posts/..",
    "posts\\x",
    ". ",
    ".. /x",
    " x",
    "x\u3000/y",
    "..\\x",
    "a\u0000.html",
    "a\nb",
    "a\u007f",
    "cafe\u0301",
    "\ud83d",
    "_courtyard",
    "_courtyard/app/index.html",
    "_Courtyard/ws",
    ".well-known/courtyard",
    ".well-known/courtyard/identity.jsonl",
    ".WELL-KNOWN/Courtyard/manifest.json",
    "x".repeat(256),
    "雨".repeat(86),
    `${"x/".repeat(256)}y`,
  ])("%j is not", (path) => {
    expect(isSafePath(path)).toBe(false);
  });

  test("that is safe stays inside its folder", () => {
    const near = fc.string({ unit: fc.constantFrom(..."./\\ab\u0000é _"), maxLength: 12 });
    fc.assert(
      fc.property(near, (path) => {
        if (!isSafePath(path)) return;
        const url = new URL(path.replaceAll("%", "%25"), "file:///site/");
        expect(url.pathname.startsWith("/site/")).toBe(true);
        expect(decodeURIComponent(url.pathname)).toBe(`/site/${path}`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a delta", () => {
  const anyFiles = fc.dictionary(
    fc.string({ unit: fc.constantFrom(..."abcdefgh"), minLength: 1, maxLength: 2 }),
    fc.constantFrom(...Object.values(files)),
    { noNullPrototype: true },
  );

  test("applied to its base gives the whole, and sends no more than what changed", async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, anyFiles, async (before, after) => {
        const base = await publish({ files: before });
        const next = await publish({ files: after, seq: 2 });
        const delta = deltaOf(base, next);
        const sent = accepted(parseDelta(JSON.parse(JSON.stringify(delta)) as JsonValue));
        expect(applyDelta(base, sent as ManifestDelta)).toEqual(next);
        for (const [path, file] of Object.entries(delta.set))
          expect(before[path]).not.toEqual(file);
        expect(applyDelta(null, deltaOf(null, next))).toEqual(next);
        expect(applyDelta(base, deltaOf(null, next))).toEqual(next);
        const ledger = createFileLedger(Object.entries(before));
        expect(applyDelta(base, delta, { ledger })).toEqual(next);
        const wrong = { ...delta, header: { ...delta.header, root: rootOf({ a: file("other") }) } };
        expectRefusal(applyDelta(base, wrong, { ledger }), "manifest-root");
        expect(applyDelta(base, deltaOf(null, next), { ledger })).toEqual(next);
        expect(ledger.summary().root).toBe(base.header.root);
        for (const change of deltaChanges(delta)) ledger.put(...change);
        expect(ledger.summary()).toEqual({
          root: next.header.root,
          count: next.header.count,
          bytes: next.header.bytes,
        });
      }),
      { numRuns: 30 },
    );
  });

  test("for another base is refused", async () => {
    const next = await publish({ seq: 2, files: { ...files, "new.html": file("new") } });
    const delta = deltaOf(site, next);
    expect(isRefusal(applyDelta(site, delta))).toBe(false);
    expectRefusal(applyDelta(null, delta), "manifest-base");
    expectRefusal(applyDelta(next, delta), "manifest-base");
  });

  test("that drops what is not there is refused, and the base stays as it was", async () => {
    const next = await publish({ seq: 2, files: {} });
    const delta = { ...deltaOf(site, next), drop: ["nothing.html"] };
    const before = structuredClone(site);
    expectRefusal(applyDelta(site, delta), "manifest-base");
    expectRefusal(applyDelta(site, { ...delta, drop: ["toString"] }), "manifest-base");
    expect(site).toEqual(before);
  });

  test("whose outcome is not what was signed is refused", async () => {
    const next = await publish({ seq: 2, files: { ...files, "new.html": file("new") } });
    const delta = deltaOf(site, next);
    expectRefusal(applyDelta(site, { ...delta, set: {} }), "manifest-root");
    const other = { "new.html": file("old") };
    expectRefusal(applyDelta(site, { ...delta, set: other }), "manifest-root");
  });

  test("that makes a file of a folder is refused", async () => {
    const set = { "index.html/x": file("x") };
    const next = await publish({ seq: 2, files: { ...files, ...set } });
    expectRefusal(applyDelta(site, { ...deltaOf(site, next), set }), "manifest-path");
  });

  test.each<[string, RefusalCode, (d: ManifestDelta) => object]>([
    ["an unknown key", "manifest-shape", (d) => ({ ...d, x: 1 })],
    ["files in place of set", "manifest-shape", ({ set, ...d }) => ({ ...d, files: set })],
    ["a negative base", "manifest-shape", (d) => ({ ...d, base: -1 })],
    ["drop that is no list", "manifest-shape", (d) => ({ ...d, drop: {} })],
    ["a path dropped twice", "manifest-shape", (d) => ({ ...d, drop: ["a", "a"] })],
    ["a path set and dropped", "manifest-shape", (d) => ({ ...d, drop: ["index.html"] })],
    ["a dropped path that climbs", "manifest-path", (d) => ({ ...d, drop: ["../a"] })],
    ["a dropped number", "manifest-path", (d) => ({ ...d, drop: [1] })],
    ["too much to drop", "manifest-too-large", (d) => ({ ...d, drop: Array(100_001).fill("a") })],
    ["a bad header", "manifest-shape", (d) => ({ ...d, header: { ...d.header, v: 2 } })],
    ["a bad signature", "manifest-shape", (d) => ({ ...d, sig: "" })],
    ["a bad path", "manifest-path", (d) => ({ ...d, set: { "/a": files["index.html"] } })],
  ])("with %s is refused with %s", (_, code, change) => {
    expectRefusal(parseDelta(change(deltaOf(null, site)) as JsonValue), code);
  });
});
