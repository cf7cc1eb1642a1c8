import { type LookupOptions, lookup as systemLookup } from "node:dns";

type Found = { address: string; family: number };
type Done = (
  error: NodeJS.ErrnoException | null,
  address: string | Found[],
  family?: number,
) => void;

/**
 * A `lookup` for undici and ws that knows RFC 6761 §6.3: every name under `localhost` is this
 * machine. Browsers do so; Node asks the resolver, and a bare Debian's says no.
 */
export function lookup(hostname: string, options: LookupOptions, done: Done): void {
  const name = hostname.toLowerCase();
  if (name !== "localhost" && !name.endsWith(".localhost")) {
    systemLookup(hostname, options, done);
    return;
  }
  if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
}
