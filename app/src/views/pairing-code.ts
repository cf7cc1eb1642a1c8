/** The letters and digits of a code as typed, upper-case. */
function plain(typed: string): string {
  return typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "");
}

/** A code as the vault shows it, `XXXX-XXXX-XXXX-XXXX`, while it is typed. */
export function formatPairingCode(typed: string): string {
  return (
    plain(typed)
      .slice(0, 16)
      .match(/.{1,4}/g) ?? []
  ).join("-");
}

/** How many letters and digits were typed. */
export function countPairingCode(typed: string): number {
  return plain(typed).length;
}
