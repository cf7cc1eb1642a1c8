import type { VaultStatus } from "../vault-control.ts";

/**
 * Whether a browser or phone of the owner's is in the log: something that reads and writes letters,
 * besides the vault. The key that `courtyard follow` makes for itself is none.
 */
export function hasBrowser({ devices }: Pick<VaultStatus, "devices">): boolean {
  return devices.some(
    ({ name, can, until }) => until === undefined && can.includes("chat") && name !== "vault",
  );
}
