// vectors/05-manifest-and-mirrors/: a table of cases, which is why the file is long.

import { toBase64url } from "../../src/bytes.ts";
import { revokeDevice } from "../../src/device.ts";
import type { Signer } from "../../src/ed25519.ts";
import { appendEntry } from "../../src/identity.ts";
import { formatIdentityLog } from "../../src/identity-log.ts";
import { LIMITS } from "../../src/limits.ts";
import {
  deltaOf,
  type FileSet,
  type Manifest,
  makeManifest,
  manifestBytes,
} from "../../src/manifest.ts";
import { isRefusal } from "../../src/refusal.ts";
import type { JsonObject } from "../../src/strict-json.ts";
import { alice, bob, DAY, NOW, seed64 } from "./cast.ts";
import { bad, type Draft, type DraftCase, equals, good } from "./draft.ts";

const file = (name: string, size: number, type = "text/html; charset=utf-8") => ({
  sha256: seed64(name),
  size,
  type,
});

const files: FileSet = {
  "index.html": file("index", 1200),
  "posts/x/index.html": file("post x", 5400),
  "posts/你好/index.html": file("post 你好", 3000),
  "feed.xml": file("feed", 9000, "application/rss+xml"),
  "a.css": file("css", 800, "text/css"),
};
const { "a.css": _css, ...fewer } = files;
const changed: FileSet = {
  ...fewer,
  "index.html": file("index again", 1300),
  "b.css": file("css b", 0),
};

const make = (set: FileSet, seq: number, more: object = {}) =>
  makeManifest({
    files: set,
    seq,
    kid: alice.vault.kid,
    signer: alice.vault.signer,
    now: NOW,
    ...more,
  });

/** Signs whatever header it is told. */
async function forged(
  manifest: Manifest,
  change: JsonObject,
  signer: Signer = alice.vault.signer,
): Promise<Manifest> {
  const header = { ...manifest.header, ...change } as Manifest["header"];
  return { ...manifest, header, sig: toBase64url(await signer.sign(manifestBytes(header))) };
}

const first = await make(files, 1);
const second = await make(changed, 2);
const at = (manifest: object, more: object = {}) => ({
  text: JSON.stringify(manifest),
  log: alice.log,
  now: NOW + 1000,
  ...more,
});

async function manifests(): Promise<DraftCase[]> {
  const revoked = await appendEntry(alice.identity, {
    rootSigner: alice.root,
    change: {
      devices: alice.identity.head.devices.map((d) =>
        d.id === alice.vault.record.id ? revokeDevice(d, NOW - 1) : d,
      ),
    },
    now: NOW - 1,
  });
  if (isRefusal(revoked)) throw new Error(revoked.code);
  const with1 = (path: string, entry: object) => ({ ...first, files: { ...files, [path]: entry } });
  const shape = async (name: string, change: JsonObject) =>
    bad(name, ["MAN-01"], at(await forged(first, change)), "manifest-shape");
  const { sig: _s, ...unsigned } = first;
  return [
    good("five-files", ["MAN-01", "MAN-02", "MAN-20"], at(first)),
    good("no-file", ["MAN-01", "MAN-02"], at(await make({}, 1))),
    good("newer", ["MAN-21"], at(second, { newerThan: 1 })),
    good(
      "scheduled",
      ["MAN-01"],
      at(await make(files, 1, { activate: NOW + LIMITS.manifestActivateAhead })),
    ),
    good("last-moment", ["MAN-22"], at(first, { now: first.header.expires - 1 })),
    bad("no-signature", ["MAN-01"], at(unsigned), "manifest-shape"),
    bad("unknown-key", ["MAN-01"], at({ ...first, note: "x" }), "manifest-shape"),
    await shape("unknown-key-in-the-header", { note: "x" }),
    await shape("other-version", { v: 2 }),
    await shape("seq-0", { seq: 0 }),
    await shape("expires-before-it-was-created", { expires: NOW }),
    await shape("lives-too-long", { expires: NOW + LIMITS.manifestMaxLife + 1 }),
    await shape("activates-after-it-expires", { activate: first.header.expires }),
    await shape("kid-of-another-identity", { kid: bob.vault.kid }),
    bad(
      "file-with-unknown-key",
      ["MAN-01"],
      at(with1("a.css", { ...file("css", 800), x: 1 })),
      "manifest-shape",
    ),
    bad(
      "file-with-negative-size",
      ["MAN-01"],
      at(with1("a.css", file("css", -1))),
      "manifest-shape",
    ),
    bad(
      "file-with-header-injection",
      ["MAN-01"],
      at(with1("a.css", file("css", 800, "text/css\r\nX: y"))),
      "manifest-shape",
    ),
    bad(
      "file-too-large",
      ["MAN-01"],
      at(with1("a.css", file("css", LIMITS.blobBytes + 1))),
      "manifest-too-large",
    ),
    bad(
      "too-many-files",
      ["MAN-01"],
      at(await forged(first, { count: LIMITS.manifestFiles + 1 })),
      "manifest-too-large",
    ),
    bad("climbing-path", ["MAN-10"], at(with1("../x", file("x", 1))), "manifest-path"),
    bad("reserved-path", ["MAN-11"], at(with1("_courtyard/ws", file("x", 1))), "manifest-path"),
    bad("file-that-is-a-folder", ["MAN-12"], at(with1("posts", file("x", 1))), "manifest-path"),
    bad("of-another-identity", ["MAN-20"], at(first, { log: bob.log }), "identity-other"),
    bad("older", ["MAN-21"], at(first, { newerThan: 2 }), "manifest-rollback"),
    bad("the-same-again", ["MAN-21"], at(first, { newerThan: 1 }), "manifest-rollback"),
    bad(
      "from-the-future",
      ["MAN-20"],
      at(first, { now: NOW - LIMITS.clockSkew - 1 }),
      "manifest-future",
    ),
    bad(
      "scheduled-too-far",
      ["MAN-20"],
      at(
        await forged(first, {
          activate: NOW + LIMITS.manifestActivateAhead + 1001,
          expires: NOW + LIMITS.manifestMaxLife,
        }),
      ),
      "manifest-future",
    ),
    bad("expired", ["MAN-22"], at(first, { now: first.header.expires }), "manifest-expired"),
    bad(
      "unknown-device",
      ["MAN-20"],
      at(await forged(first, { kid: `${alice.identity.id}#${bob.vault.record.id}` })),
      "key-unknown",
    ),
    bad(
      "device-may-not-publish",
      ["MAN-20"],
      at(await forged(first, { kid: alice.phone.kid }, alice.phone.signer)),
      "capability-missing",
    ),
    bad(
      "before-the-device-joined",
      ["MAN-20"],
      at(await forged(first, { created: NOW - 11 * DAY })),
      "device-future",
    ),
    bad(
      "after-revocation",
      ["MAN-20"],
      at(first, { log: formatIdentityLog(revoked) }),
      "device-revoked",
    ),
    bad("file-changed", ["MAN-02"], at(with1("a.css", file("other", 800))), "manifest-root"),
    bad("file-added", ["MAN-02"], at(with1("c.css", file("c", 1))), "manifest-root"),
    bad("file-left-out", ["MAN-02"], at({ ...first, files: fewer }), "manifest-root"),
    bad(
      "media-type-changed",
      ["MAN-02"],
      at(with1("a.css", file("css", 800, "text/plain"))),
      "manifest-root",
    ),
    bad("wrong-count", ["MAN-02"], at(await forged(first, { count: 4 })), "manifest-root"),
    bad("wrong-bytes", ["MAN-02"], at(await forged(first, { bytes: 1 })), "manifest-root"),
    bad(
      "signed-by-another",
      ["MAN-20"],
      at(await forged(first, {}, bob.vault.signer)),
      "manifest-signature",
    ),
    bad(
      "header-changed-after-signing",
      ["MAN-20"],
      at({ ...first, header: { ...first.header, seq: 9 } }),
      "manifest-signature",
    ),
  ];
}

function deltas(): DraftCase[] {
  const delta = deltaOf(first, second);
  const run = (base: Manifest | null, change: object = {}, more: object = {}) => ({
    base,
    delta: { ...delta, ...change },
    log: alice.log,
    now: NOW + 1000,
    ...more,
  });
  const whole = deltaOf(null, second);
  return [
    good("from-the-version-here", ["MAN-02", "MAN-30"], run(first)),
    good("whole-on-nothing", ["MAN-30"], { ...run(null), delta: whole }),
    good("whole-over-another", ["MAN-30"], { ...run(first), delta: whole }),
    bad("base-not-here", ["MAN-30"], run(null), "manifest-base"),
    bad("base-of-another-seq", ["MAN-30"], run(second), "manifest-base"),
    bad(
      "drops-what-is-not-there",
      ["MAN-30"],
      run(first, { drop: ["a.css", "z.css"] }),
      "manifest-base",
    ),
    bad("drops-and-sets", ["MAN-30"], run(first, { drop: ["a.css", "b.css"] }), "manifest-shape"),
    bad("drops-twice", ["MAN-30"], run(first, { drop: ["a.css", "a.css"] }), "manifest-shape"),
    bad("unknown-key", ["MAN-01"], run(first, { note: "x" }), "manifest-shape"),
    bad("climbing-path-dropped", ["MAN-10"], run(first, { drop: ["../a"] }), "manifest-path"),
    bad(
      "file-becomes-a-folder",
      ["MAN-12"],
      run(first, { drop: [], set: { ...delta.set, "a.css/x": file("x", 1) } }),
      "manifest-path",
    ),
    bad("forgets-to-drop", ["MAN-02"], run(first, { drop: [] }), "manifest-root"),
    bad(
      "sets-something-else",
      ["MAN-02"],
      run(first, { set: { ...delta.set, "b.css": file("x", 0) } }),
      "manifest-root",
    ),
  ];
}

function paths(): DraftCase[] {
  const yes = (name: string, path: string, repeat?: number) =>
    equals(name, ["MAN-10"], repeat === undefined ? { path } : { path, repeat }, true);
  const no = (name: string, path: string, repeat?: number, musts = ["MAN-10"]) =>
    bad(name, musts, repeat === undefined ? { path } : { path, repeat }, "manifest-path");
  const reserved = (name: string, path: string) => no(name, path, undefined, ["MAN-11"]);
  return [
    yes("index", "index.html"),
    yes("nested", "posts/x/index.html"),
    yes("chinese", "posts/你好/index.html"),
    yes("hidden", ".well-known/webfinger"),
    yes("three-dots", "a/.../b"),
    yes("spaces", "my file.txt"),
    yes("named-like-a-member-of-objects", "constructor"),
    yes("longest", "abc/abcd", 64),
    no("empty", ""),
    no("absolute", "/index.html"),
    no("ends-with-slash", "posts/"),
    no("double-slash", "posts//x"),
    no("dot", "./x"),
    no("dots", "../x"),
    no("dots-inside", "posts/../../x"),
    no("backslash", "posts\\x"),
    no("nul", "a\u0000b"),
    no("line-end", "a\nb"),
    no("not-nfc", "cafe\u0301.html"),
    no("half-a-surrogate-pair", "a\ud83d"),
    no("dots-and-a-space", ".. /x"),
    no("ends-with-a-space", "x.html "),
    no("too-long", "abc/abcde", 57),
    no("too-long-in-utf8", "你好/你", 52),
    no("segment-of-256", "x", 256),
    reserved("reserved", "_courtyard"),
    reserved("under-reserved", "_courtyard/app/index.html"),
    reserved("reserved-in-capitals", "_Courtyard/ws"),
    reserved("reserved-well-known", ".well-known/courtyard/identity.jsonl"),
  ];
}

export async function manifestDrafts(): Promise<Record<string, Draft>> {
  return {
    "05-manifest-and-mirrors/paths.json": {
      about: "Paths of files, said as often as repeat tells.",
      kind: "path",
      cases: paths(),
    },
    "05-manifest-and-mirrors/roots.json": {
      about: "The root hash over a set of files.",
      kind: "root",
      cases: [
        good("no-file", ["MAN-02"], { files: {} }),
        good("one-file", ["MAN-02"], { files: { "index.html": files["index.html"] } }),
        good("five-files", ["MAN-02"], { files }),
        good("sorted-by-utf16-units", ["MAN-02"], {
          files: {
            "😀": file("1", 1),
            דּ: file("2", 2),
            z: file("3", 3),
            "a/b": file("4", 4),
            "a-b": file("5", 5),
          },
        }),
      ],
    },
    "05-manifest-and-mirrors/manifests.json": {
      about: "Manifests against their publisher's identity log.",
      kind: "manifest",
      cases: await manifests(),
    },
    "05-manifest-and-mirrors/deltas.json": {
      about: "Deltas on what is here, then verified as a whole.",
      kind: "delta",
      cases: deltas(),
    },
  };
}
