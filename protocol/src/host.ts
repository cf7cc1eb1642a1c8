// Host names in the one spelling that an address may use. Spec 01 §2.

import { LIMITS } from "./limits.ts";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const LABELS = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const LAST_IS_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${BYTE}(\\.${BYTE}){3}$`);
const GROUP = /^(0|[1-9a-f][0-9a-f]{0,3})$/;

/** Lower-case ASCII labels (IDN as punycode), a dotted IPv4 address, or a bracketed IPv6 address. */
export function isHost(host: string): boolean {
  if (host.length === 0 || host.length > LIMITS.hostLength) return false;
  if (host.startsWith("[")) return host.endsWith("]") && isCanonicalIpv6(host.slice(1, -1));
  if (!LABELS.test(host)) return false;
  // A name whose last label is a number is an IPv4 address to URL parsers, in several spellings
  // (WHATWG URL §3.5, "ends in a number"): only the plain one may pass.
  return !LAST_IS_NUMBER.test(host) || IPV4.test(host);
}

/** RFC 5952 §4: no leading zeros, lower case, the first of the longest zero runs as `::`. */
function isCanonicalIpv6(address: string): boolean {
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return false;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  return groups.every((group) => GROUP.test(group)) && compress(groups) === address;
}

function compress(groups: readonly string[]): string {
  let start = 0;
  let length = 1; // a single zero is not shortened
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === "0") end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  if (length === 1) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** Whether the host is this machine, where browsers take plain HTTP for a secure context. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    (host.startsWith("127.") && IPV4.test(host))
  );
}
