import { LIMITS } from "@courtyard/protocol/limits.ts";
import { newPayloadId } from "@courtyard/protocol/private-payload.ts";
import { expect, test, vi } from "vitest";
import { openCourtyard } from "../src/state/open-courtyard.ts";
import { deviceOf, pairedStorage } from "./people.ts";
import { postOffice } from "./post-office.ts";
import { type Says, vaultOfHouse } from "./vault-of-house.ts";

const problem = {
  code: "E103",
  severity: "error",
  file: "content/posts/旅行.md",
  line: 4,
  column: 1,
  excerpt: "date: 2026-02-30",
  sentence: { en: "This day does not exist.", zh: "没有这一天。" },
};
const state = {
  v: 1,
  site: "https://alice.example",
  now: 1,
  seq: 7,
  status: { kind: "live" },
  publications: [],
  problems: [problem],
  counts: { errors: 1, warnings: 0, drafts: 0 },
  scheduled: [],
  drafts: [],
  versions: [{ seq: 6, at: 5, files: 12 }],
  preview: null,
};

/** Alice's laptop, with a vault that answers as told. */
async function laptop(says: Says) {
  const office = postOffice();
  const alice = await office.house("alice", ["laptop", "vault"]);
  const vault = vaultOfHouse(alice, says);
  const storage = await pairedStorage(alice.person, "laptop");
  const device = deviceOf(alice.person, "laptop").row;
  const app = await openCourtyard({ storage, device });
  await vi.waitFor(() => expect(app.link.state.kind).toBe("ready"));
  return {
    ...{ alice, vault, storage, device, writing: app.writing, link: app.link, on: app.on },
    [Symbol.asyncDispose]: async () => {
      vault[Symbol.dispose]();
      await app[Symbol.asyncDispose]();
      await office[Symbol.asyncDispose]();
    },
  };
}

test("asks the vault once the line is open, and keeps what it says", async () => {
  await using here = await laptop(() => ({ known: "a", value: state }));
  await vi.waitFor(async () => expect(await here.writing.stored()).toBeDefined());
  expect(await here.writing.stored()).toMatchObject({
    state: { seq: 7, problems: [{ file: "content/posts/旅行.md", line: 4 }] },
  });
  expect(here.writing.silence()).toBeUndefined();
  // A sidecar that keeps the letter back cannot have it done tomorrow.
  expect(here.vault.life).toBe(LIMITS.deskLife);
});

test("while it is watched, names what it knows and lets the vault wait for news", async () => {
  let now: object = { known: "a", value: state };
  await using here = await laptop(() => now);
  await vi.waitFor(async () => expect(await here.writing.stored()).toBeDefined());
  const heard = vi.fn();
  here.on("writing", heard);
  now = { known: "b", value: { ...state, problems: [], counts: { errors: 0 } } };
  const stop = here.writing.watch();
  await vi.waitFor(async () => {
    expect((await here.writing.stored())?.state.problems).toEqual([]);
  });
  expect(heard).toHaveBeenCalled();
  await vi.waitFor(() =>
    expect(here.vault.asked).toContainEqual({
      method: "state",
      body: { known: "b", wait: 25 },
    }),
  );
  stop();
});

test("reads a page of many parts, tells how much has come, and shows it again when it changes", async () => {
  const html = `<p>${Array.from({ length: 40_000 }, () => Math.random()).join(" ")}</p>`;
  const page = { path: "/posts/x/", title: "草稿", html, left: 2 };
  await using here = await laptop((method, { known }) => {
    if (method !== "preview") return undefined;
    if (known === undefined) return { known: "a", value: page };
    return known === "a" ? { known: "b", value: { ...page, html: "mended" } } : undefined;
  });
  const pages: string[] = [];
  const shares: number[] = [];
  const stop = here.writing.preview("/posts/x/", {
    page: (one) => pages.push(one.html),
    silence: ({ detail }) => pages.push(`silence ${detail}`),
    progress: (share) => shares.push(share),
  });
  await vi.waitFor(() => expect(pages).toEqual([html, "mended"]), 5_000);
  expect(shares.length).toBeGreaterThan(5);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  const { body } = here.vault.asked.find(({ method }) => method === "preview") ?? {};
  expect(body).toMatchObject({ path: "/posts/x/" });
  stop();
});

test("tells why there is no page", async () => {
  await using here = await laptop((method) =>
    method === "preview" ? { refused: { code: "page-unknown", detail: "/x/" } } : undefined,
  );
  const said = vi.fn();
  const stop = here.writing.preview("/x/", { page: said, silence: said });
  await vi.waitFor(() => expect(said).toHaveBeenCalledWith({ no: "page-unknown", detail: "/x/" }));
  stop();
});

test("puts a former version back and publishes again, and shows what that led to", async () => {
  const held = { ...state, seq: 8, status: { kind: "held", to: 6 } };
  const again = { ...state, seq: 9 };
  await using here = await laptop((method) => {
    if (method === "state") return undefined;
    return { value: { ok: true, state: method === "rollback" ? held : again } };
  });
  expect(await here.writing.rollback(6)).toBeUndefined();
  expect((await here.writing.stored())?.state.status).toEqual({ kind: "held", to: 6 });
  expect(here.vault.asked).toContainEqual({ method: "rollback", body: { to: 6 } });
  expect(await here.writing.publish()).toBeUndefined();
  expect((await here.writing.stored())?.state).toMatchObject({ seq: 9, status: { kind: "live" } });
});

test("tells a publisher that is away from one that says no, and keeps what it knew", async () => {
  let says: Says = () => ({ known: "a", value: state });
  await using here = await laptop((...asked) => says(...asked));
  await vi.waitFor(async () => expect(await here.writing.stored()).toBeDefined());
  says = () => "publisher-away";
  expect(await here.writing.look()).toMatchObject({ code: "publisher-away" });
  expect(here.writing.silence()).toMatchObject({ code: "publisher-away" });
  expect(await here.writing.stored()).toMatchObject({ state: { seq: 7 } });
  says = () => ({ refused: { code: "version-unknown", detail: "9" } });
  expect(await here.writing.rollback(9)).toEqual({ no: "version-unknown", detail: "9" });
  says = () => ({ value: { state: 5 } });
  expect(await here.writing.publish()).toMatchObject({ code: "sealed-payload" });
});

test("without a line it says so at once, and nothing is sent later", async () => {
  await using here = await laptop(() => ({ known: "a", value: state }));
  await vi.waitFor(async () => expect(await here.writing.stored()).toBeDefined());
  const before = here.vault.asked.length;
  await here.alice.sidecar[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(here.link.state.kind).not.toBe("ready"));
  expect(await here.writing.rollback(6)).toMatchObject({ code: "timeout" });
  expect(here.vault.asked.length).toBe(before);
  expect(await here.storage.list("outgoing")).toEqual([]);
});

test("takes no answer to what it did not ask", async () => {
  await using here = await laptop(() => "publisher-away");
  await here.vault.answer(newPayloadId(), { known: "x", value: state });
  expect(await here.writing.look()).toMatchObject({ code: "publisher-away" });
  expect(await here.writing.stored()).toBeUndefined();
});
