import { isAbsolute, resolve } from "node:path";
import { DEFAULT_SERVER_LIMITS, type ServerLimits } from "./server-limits.ts";

/** How one sidecar process runs. Everything has a default but the folder. */
export interface Config {
  /** Absolute data folder; holds `sidecar.db` and `tenants/`. */
  readonly dir: string;
  readonly port: number;
  readonly bind: string;
  /** Take the caller's IP from the last `X-Forwarded-For` value when the proxy is on loopback. */
  readonly trustProxy: boolean;
  readonly logLevel: string;
  readonly limits: ServerLimits;
  readonly retry: RetryPolicy;
}

/** How the outbox tries again. Times in ms. */
export interface RetryPolicy {
  /** Wait after the first failure; doubled each time, with jitter, up to `most`. */
  readonly first: number;
  readonly most: number;
  /** A link with nothing to send is closed after this. */
  readonly idle: number;
  /** Failed tries of the direct way before a friend is asked to relay. */
  readonly relayAfter: number;
  /** Waiting for an acknowledgement. */
  readonly ackTimeout: number;
  /** Envelopes in flight on one link. */
  readonly window: number;
}

export const DEFAULT_RETRY: RetryPolicy = Object.freeze({
  first: 500,
  most: 300_000,
  idle: 60_000,
  relayAfter: 3,
  ackTimeout: 30_000,
  window: 32,
});

export type ConfigInput = { dir: string } & {
  readonly [Key in Exclude<keyof Config, "dir" | "limits" | "retry">]?: Config[Key] | undefined;
} & { readonly limits?: Partial<ServerLimits>; readonly retry?: Partial<RetryPolicy> };

/** Fills in the defaults. Port 0 lets the system choose. */
export function configFrom(input: ConfigInput): Config {
  return {
    dir: isAbsolute(input.dir) ? input.dir : resolve(input.dir),
    port: input.port ?? 4300,
    bind: input.bind ?? "127.0.0.1",
    trustProxy: input.trustProxy ?? false,
    logLevel: input.logLevel ?? "info",
    limits: { ...DEFAULT_SERVER_LIMITS, ...input.limits },
    retry: { ...DEFAULT_RETRY, ...input.retry },
  };
}
