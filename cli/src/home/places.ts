import { isAbsolute, join, resolve } from "node:path";

/** Every path of one person's runtime state; all absolute, all under `home`. */
export interface Places {
  readonly home: string;
  readonly config: string;
  readonly sidecar: string;
  readonly vault: string;
  /** The bearer token of the vault's control API; the vault writes it, mode 0600. */
  readonly controlToken: string;
  readonly publisher: string;
  readonly publisherKey: string;
  /** Where a running publisher says how its desk is asked; it writes the file and takes it away. */
  readonly publisherDesk: string;
  readonly cliDevice: string;
  readonly logs: string;
  readonly lock: string;
}

/** `$COURTYARD_HOME`, or `.courtyard/` where one stands. A flag wins over both. */
export function placesOf(
  flag: string | undefined,
  { env, cwd }: { env: Readonly<Record<string, string | undefined>>; cwd: string },
): Places {
  const home = resolve(cwd, flag ?? (env.COURTYARD_HOME || ".courtyard"));
  return {
    home,
    config: join(home, "courtyard.json"),
    sidecar: join(home, "sidecar"),
    vault: join(home, "vault"),
    controlToken: join(home, "vault", "control.token"),
    publisher: join(home, "publisher"),
    publisherKey: join(home, "publisher", "key.json"),
    publisherDesk: join(home, "publisher", "desk.json"),
    cliDevice: join(home, "cli", "device.json"),
    logs: join(home, "logs"),
    lock: join(home, "start.lock"),
  };
}

/** A path out of courtyard.json: relative ones start at the home folder, so that both can move together. */
export function fromHome(places: Places, path: string): string {
  return isAbsolute(path) ? path : resolve(places.home, path);
}
