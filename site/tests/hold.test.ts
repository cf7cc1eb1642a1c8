// What keeps a publisher from sending goes on keeping it: a former version, and --strict.

import { rename } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openHold } from "../src/publisher/hold.ts";
import { createRound, type Round } from "../src/publisher/round.ts";
import type { Problem } from "../src/store/problem.ts";
import { desked } from "./support/desked.ts";
import { makeGarden } from "./support/garden.ts";

describe("a hold", () => {
  it("ends when a file changes, and not when the folder's disk is away", async () => {
    await using garden = await makeGarden();
    const path = join(garden.root, "hold.json");
    await openHold(path, garden).begin({ to: 1, seq: 3 });
    const hold = openHold(path, garden);
    await rename(garden.contentDir, `${garden.contentDir}.away`);
    await hold.look();
    expect(hold.to).toBe(1);
    await rename(`${garden.contentDir}.away`, garden.contentDir);
    await hold.look();
    expect(hold.to).toBe(1);
    await garden.write("posts/new.md", "---\ntitle: New\n---\n");
    await hold.look();
    expect(hold.to).toBeUndefined();
  });

  it("that began while the disk was away lasts until a file changes after that", async () => {
    await using garden = await makeGarden();
    const hold = openHold(join(garden.root, "hold.json"), garden);
    await rename(garden.contentDir, `${garden.contentDir}.away`);
    await hold.begin({ to: 1, seq: 3 });
    await rename(`${garden.contentDir}.away`, garden.contentDir);
    await hold.look();
    expect(hold.to).toBe(1);
    await garden.remove("posts/winter.md");
    await hold.look();
    expect(hold.to).toBeUndefined();
  });
});

describe("a hold that a crash cut short", () => {
  const held = { to: 1, root: "old" };

  it("holds when the version is live after all, and is over when it is not", async () => {
    await using garden = await makeGarden();
    for (const root of ["old", "new"]) {
      const path = join(garden.root, `${root}.json`);
      await openHold(path, garden).intend(held);
      const hold = openHold(path, garden);
      expect(hold.isDoubtful).toBe(true);
      // Nothing is sent before that is known, whatever was saved.
      expect(hold.to).toBe(1);
      hold.settle({ root, seq: 4 });
      expect(hold.isDoubtful).toBe(false);
      expect(openHold(path, garden).to).toBe(root === "old" ? 1 : undefined);
    }
  });

  it("leaves the one before it in force", async () => {
    await using garden = await makeGarden();
    const path = join(garden.root, "hold.json");
    const first = openHold(path, garden);
    await first.begin({ to: 5, seq: 6 });
    await first.intend(held);
    const hold = openHold(path, garden);
    hold.settle({ root: "five", seq: 6 });
    expect(hold.to).toBe(5);
    await hold.look();
    expect(openHold(path, garden).to).toBe(5);
  });

  it("lets nothing out while it cannot be asked what is live, and goes on by the answer", async () => {
    await using garden = await makeGarden();
    const hold = openHold(join(garden.root, "hold.json"), garden);
    await hold.intend(held);
    let live: { root: string; seq: number } | undefined;
    let sent = 0;
    const round = createRound({
      publication: {
        present: async () => live,
        doubt: () => undefined,
        send: async () => {
          sent += 1;
          return { kind: "live", seq: sent, uploaded: 0 };
        },
      },
      source: { nextChange: () => undefined, save: () => undefined },
      ...{ hold, waiting: { isDue: () => false, has: () => false } },
      ...{ schedule: { renew: async () => undefined }, output: { save: () => undefined } },
      ...{ strict: false, origin: "https://alice.example", sidecar: "", folder: "content" },
      ...{ onEvent: () => undefined, signal: new AbortController().signal, clock: () => 0 },
    } as unknown as Parameters<typeof createRound>[0]);
    expect(await round.run([])).toBe("away");
    live = { root: "old", seq: 3 };
    expect(await round.run([])).toBe("held");
    expect(sent).toBe(0);
    await hold.intend(held);
    live = { root: "new", seq: 4 };
    await round.run([]);
    // The one before, which held, is in force again.
    expect(sent).toBe(0);
    await garden.write("posts/new.md", "---\ntitle: New\n---\n");
    expect(await round.run([])).toBe("live");
    expect(sent).toBe(1);
  });
});

describe("--strict", () => {
  const wrong = [{ code: "E101", severity: "error" }] as unknown as Problem[];

  /** A strict round over a folder with these findings; `sent` counts what went out. */
  function strictRound(): { round: Round; sent: () => number; mend: () => void } {
    let problems: readonly Problem[] = wrong;
    let sent = 0;
    const rendered = { written: [], dropped: [] };
    const model = { addresses: new Map() };
    const round = createRound({
      source: {
        update: async () => ({ kind: "rendered", rendered, model, problems }),
        nextChange: () => undefined,
        save: () => undefined,
      },
      publication: {
        send: async () => {
          sent += 1;
          return { kind: "live", seq: sent, uploaded: 0 };
        },
      },
      schedule: { renew: async () => undefined },
      waiting: { isDue: () => false, has: () => false },
      hold: { to: undefined },
      output: { save: () => undefined },
      board: { show: () => undefined },
      ...{ strict: true, origin: "https://alice.example", sidecar: "", folder: "content" },
      ...{ onEvent: () => undefined, signal: new AbortController().signal, clock: () => 0 },
    } as unknown as Parameters<typeof createRound>[0]);
    return {
      round,
      sent: () => sent,
      mend: () => {
        problems = [];
      },
    };
  }

  it("sends nothing in a round without changes either, until the file is mended", async () => {
    const { round, sent, mend } = strictRound();
    expect(await round.run("everything")).toBe("strict");
    expect(await round.run([])).toBe("strict");
    expect(sent()).toBe(0);
    mend();
    expect(await round.run(["posts/bad.md"])).toBe("live");
    expect(await round.run([])).toBe("live");
  });
});

/** A sidecar that hangs up at once, or lets everybody wait while it `holds`. */
async function silentSidecar() {
  const waiting = new Set<Socket>();
  let holds = false;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (holds) waiting.add(socket);
    else socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    waiting,
    hold: (now: boolean) => {
      holds = now;
      if (!now) for (const socket of waiting) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

describe("an order to go back that cannot be carried out", () => {
  it("does not make the publisher forget what was saved meanwhile", async () => {
    await using garden = await makeGarden();
    await using sidecar = await silentSidecar();
    await using open = await desked(garden, sidecar);
    sidecar.hold(true);
    const busy = open.ask("/publish", { method: "POST" });
    await expect.poll(() => sidecar.waiting.size, { timeout: 10_000 }).toBeGreaterThan(0);
    await garden.write("posts/idea.md", "---\ntitle: An idea\ndraft: true\n---\nx");
    const back = open.ask("/rollback", { method: "POST" });
    await sleep(1_500);
    sidecar.hold(false);
    expect((await busy).status).toBe(200);
    expect((await back).status).toBe(502);
    const drafts = async () => (await open.state()).drafts.map(({ file }) => file);
    await expect.poll(drafts, { timeout: 5_000 }).toContain("posts/idea.md");
  }, 120_000);
});
