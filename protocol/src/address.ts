// Where somebody lives: username@host[:port]. Spec 01 §2. The name and the machine can change; the
// person is the identity id.

import { isHost, isLoopback } from "./host.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** `host` is lower-case ASCII (IDN as punycode, IPv6 in brackets), `port` 1 to 65535. */
export type Address = {
  readonly host: string;
  readonly port: number;
  readonly username: string;
};

const DEFAULT_PORT = 443;
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,31}$/;
const PORT = /^[1-9][0-9]{0,4}$/;

/** Reads `alice.example`-style text with a user name; the port is 443 unless given. Refuses `address-form`. */
export function parseAddress(s: string): Address | Refusal {
  const at = s.indexOf("@");
  if (at < 1) return refuse("address-form");
  const username = s.slice(0, at);
  const rest = s.slice(at + 1);
  const portAt = /:[^:\]]*$/.exec(rest)?.index ?? rest.length;
  const portText = rest.slice(portAt + 1);
  if (portAt < rest.length && !PORT.test(portText)) return refuse("address-form");
  const address = {
    host: rest.slice(0, portAt),
    port: portAt < rest.length ? Number(portText) : DEFAULT_PORT,
    username,
  };
  return isAddress(address) ? address : refuse("address-form");
}

/** Whether a value has exactly the keys of an address, each in its canonical form. */
export function isAddress(value: unknown): value is Address {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { host, port, username } = value as Record<string, unknown>;
  return (
    Object.keys(value).length === 3 &&
    typeof host === "string" &&
    typeof port === "number" &&
    typeof username === "string" &&
    Number.isInteger(port) &&
    port >= 1 &&
    port <= 65_535 &&
    USERNAME.test(username) &&
    isHost(host)
  );
}

/** `username@host`, with the port unless it is 443. The inverse of `parseAddress`. */
export function formatAddress({ host, port, username }: Address): string {
  return `${username}@${host}${port === DEFAULT_PORT ? "" : `:${port}`}`;
}

/** Whether both name the same place. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.host === b.host && a.port === b.port && a.username === b.username;
}

function authority(scheme: "http" | "https" | "ws" | "wss", { host, port }: Address): string {
  const standard = scheme === "https" || scheme === "wss" ? 443 : 80;
  return `${scheme}://${host}${port === standard ? "" : `:${port}`}`;
}

/** The web origin: `http` on this machine, `https` everywhere else; the scheme's own port is left out. */
export function originOf(address: Address): string {
  return authority(isLoopback(address.host) ? "http" : "https", address);
}

/** The websocket of the address's sidecar. Spec 03 §1. */
export function socketUrlOf(address: Address): string {
  return `${authority(isLoopback(address.host) ? "ws" : "wss", address)}/_courtyard/ws`;
}
