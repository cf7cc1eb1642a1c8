import type { Signer } from "@courtyard/protocol/ed25519.ts";
import type { DeviceLink } from "../transport/device-link.ts";
import type { DeviceRow } from "./device.ts";
import type { Notifier, Topic } from "./notifier.ts";
import type { AppStorage } from "./storage-port.ts";

/** What the parts of the state share: who this is, where it is kept, and the line to the sidecar. */
export interface Core {
  readonly device: DeviceRow;
  readonly signer: Signer;
  readonly storage: AppStorage;
  readonly link: Pick<DeviceLink, "request" | "deliver">;
  readonly notify: Notifier["notify"];
  readonly now: () => number;
  /** One read-change-write of the storage after another; nothing in it may wait for the network. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
}

export type { Topic };
