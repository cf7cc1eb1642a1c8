import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAddress } from "@courtyard/protocol/address.ts";
import { isRefusal, type Refusal } from "@courtyard/protocol/refusal.ts";
import { memoryStorage } from "../../app/src/state/memory-storage.ts";
import { type Courtyard, openCourtyard } from "../../app/src/state/open-courtyard.ts";
import { pairDevice } from "../../app/src/state/pair-device.ts";
import { courtyard, freePort } from "./house.ts";
import { localhostSocket } from "./localhost-socket.ts";
import { type RoomProcess, roomProcess } from "./room-process.ts";

/** Somebody with a sidecar and a vault as processes of their own, and headless devices. */
export interface LivingPerson {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly dir: string;
  readonly sidecar: RoomProcess;
  readonly vault: RoomProcess;
  /** A call of the vault's control API; the answer's fields. Throws on a refusal. */
  control(path: string, body?: object): Promise<Record<string, unknown>>;
  /** Pairs a new headless device, whose state is in memory, and opens it. */
  newDevice(name: string): Promise<Courtyard>;
}

/** Starts a sidecar and a vault for `name` below `root` and pairs the two by the operator's code. */
export async function settle(root: string, name: string): Promise<LivingPerson> {
  const port = await freePort();
  const appPort = await freePort();
  const dir = join(root, name);
  const address = `${name}@${name}.localhost:${port}`;
  await mkdir(dir, { recursive: true });

  const sidecar = roomProcess(`${name}'s sidecar`, {
    room: "sidecar",
    args: ["--dir", join(dir, "sidecar"), "--port", String(port)],
    logFile: join(dir, "sidecar.log"),
  });
  await sidecar.start();
  const sidecarDir = join(dir, "sidecar");
  const added = await courtyard(["sidecar", "tenant", "add", address, "--dir", sidecarDir]);
  const code = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/.exec(added.stdout)?.[0];
  if (code === undefined) throw new Error(`no claim code: ${added.stdout}${added.stderr}`);

  const vaultDir = join(dir, "vault");
  const vault = roomProcess(`${name}'s vault`, {
    room: "vault",
    args: [
      ...["--dir", vaultDir, "--port", String(appPort)],
      ...["--sidecar", `http://${name}.localhost:${port}`],
    ],
    env: { COURTYARD_CLAIM_CODE: code },
    logFile: join(dir, "vault.log"),
  });
  await vault.start();

  const origin = `http://127.0.0.1:${appPort}`;
  async function control(path: string, body?: object): Promise<Record<string, unknown>> {
    const token = (await readFile(join(vaultDir, "control.token"), "utf8")).trim();
    const answer = await fetch(`${origin}/control/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const fields = (await answer.json()) as Record<string, unknown>;
    if (fields.ok !== true) throw new Error(`${path}: ${JSON.stringify(fields)}`);
    return fields;
  }

  async function newDevice(device: string): Promise<Courtyard> {
    const storage = memoryStorage();
    const { code } = await control("pair-code", {});
    const row = accepted(await pairDevice({ storage, origin, code: String(code), name: device }));
    return openCourtyard({ storage, device: row, openSocket: localhostSocket });
  }

  return { name, address, port, dir, sidecar, vault, control, newDevice };
}

/** The value where it was not refused; a refusal is thrown, with its code. */
export function accepted<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(`refused: ${value.code} ${value.detail ?? ""}`);
  return value;
}

/** A person's address, parsed. */
export const addressOf = (person: Pick<LivingPerson, "address">) =>
  accepted(parseAddress(person.address));
