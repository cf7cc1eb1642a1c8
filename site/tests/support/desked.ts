// A publisher with a desk, on a garden whose sidecar nobody runs.

import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toBase64url } from "@courtyard/protocol/bytes.ts";
import { type DeskState, deskState } from "../../src/desk/desk-api.ts";
import { deskPath, readDeskFile } from "../../src/desk/desk-file.ts";
import { startPublisher } from "../../src/publisher/publisher.ts";
import { type Garden, SHARED } from "./garden.ts";

/** Starts it; `ask` is a program of the writer's at the desk, `port` where a sidecar is looked for. */
export async function desked(garden: Garden, { port = 9 } = {}) {
  const dir = join(garden.root, "publisher");
  await mkdir(join(dir, "cache"), { recursive: true });
  for (const name of ["images", "bundle"]) {
    await mkdir(join(SHARED, name), { recursive: true });
    await symlink(join(SHARED, name), join(dir, "cache", name));
  }
  const bytes = (length: number) => toBase64url(new Uint8Array(length).fill(7));
  const kid = `${bytes(32)}#${bytes(16)}`;
  const key = { kid, secret: bytes(32), address: `alice@localhost:${port}` };
  await writeFile(join(garden.root, "key.json"), JSON.stringify(key));
  const publisher = await startPublisher({
    contentDir: garden.contentDir,
    dir,
    keyFile: join(garden.root, "key.json"),
    watch: true,
  });
  await publisher.first;
  const desk = readDeskFile(deskPath(dir));
  if (!desk) throw new Error("there is no desk");
  const ask = (path: string, { headers = {}, ...more }: RequestInit = {}) =>
    fetch(`${desk.url}${path}`, {
      headers: { authorization: `Bearer ${desk.token}`, ...headers },
      ...more,
    });
  const state = async (): Promise<DeskState> => deskState.parse(await (await ask("/state")).json());
  return { dir, desk, ask, state, [Symbol.asyncDispose]: () => publisher.close() };
}
