import type { GuardedClient, Reach } from "../net/guarded-client.ts";
import { PRIVATE_ADDRESS } from "../net/lookup.ts";
import type { OneAtATime } from "../order/one-at-a-time.ts";
import { version } from "../version.ts";
import { fetchable } from "./follow-target.ts";
import { readCapped } from "./read-capped.ts";

/** What a server says about asking again: times in ms from now. */
export interface Pace {
  readonly retryAfter: number | undefined;
  readonly maxAge: number | undefined;
}

export type GetProblem = "private" | "timeout" | "unreachable" | "too-large" | "redirects" | "gone";

export type GetResult =
  | {
      kind: "content";
      /** Where the content is, after redirects. */
      url: string;
      /** Where to ask next time: moved only by permanent redirects. */
      permanent: string;
      body: Uint8Array;
      contentType: string;
      etag: string | undefined;
      modified: string | undefined;
      pace: Pace;
    }
  | { kind: "unchanged"; pace: Pace }
  | { kind: "problem"; problem: GetProblem; status?: number; pace?: Pace };

export interface GetOptions {
  readonly reach: Reach;
  /** Decoded bytes. */
  readonly limit: number;
  /** For the whole exchange with all redirects, in ms. */
  readonly timeout: number;
  readonly accept: string;
  readonly etag?: string | undefined;
  readonly modified?: string | undefined;
}

/** GETs somebody else's feed or page. */
export type PoliteGet = (url: string, options: GetOptions) => Promise<GetResult>;

const REDIRECTS = 5;
const PERMANENT = new Set([301, 308]);
const MOVED = new Set([301, 302, 303, 307, 308]);

/**
 * A client that asks one host one thing at a time, conditionally, and follows at most five redirects,
 * each of which passes the guard anew: first a literal address, then what DNS says, at the connect.
 */
export function createPoliteGet({
  net,
  hosts,
  clock,
  closing,
}: {
  net: Pick<GuardedClient, "request" | "mayConnect">;
  hosts: OneAtATime;
  clock: () => number;
  /** Aborted when the process ends: what is on its way is dropped. */
  closing: AbortSignal;
}): PoliteGet {
  return async (start, options) => {
    const signal = AbortSignal.any([AbortSignal.timeout(options.timeout), closing]);
    let url = start;
    let permanent = start;
    let lasting = true;
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const { host, hostname } = new URL(url);
      if (!net.mayConnect(hostname, options.reach)) return { kind: "problem", problem: "private" };
      const step = await hosts.run(host, () =>
        once(url, { ...options, signal, clock, request: net.request, permanent }),
      );
      if (step.kind !== "moved") return step;
      url = step.to;
      lasting &&= PERMANENT.has(step.status);
      if (lasting) permanent = url;
    }
    return { kind: "problem", problem: "redirects" };
  };
}

type Step = GetResult | { kind: "moved"; to: string; status: number };

async function once(
  url: string,
  {
    signal,
    request,
    reach,
    limit,
    accept,
    etag,
    modified,
    permanent,
    clock,
  }: GetOptions & {
    signal: AbortSignal;
    request: GuardedClient["request"];
    permanent: string;
    clock: () => number;
  },
): Promise<Step> {
  const headers: Record<string, string> = {
    "user-agent": `Courtyard/${version} (feed reader)`,
    accept,
    "accept-encoding": "gzip, br",
  };
  if (etag !== undefined) headers["if-none-match"] = etag;
  if (modified !== undefined) headers["if-modified-since"] = modified;
  try {
    const response = await request(url, { reach, headers, signal });
    const { statusCode: status, body } = response;
    const header = (name: string): string | undefined => {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const pace = paceOf(header("retry-after"), header("cache-control"), clock());
    if (status !== 200) {
      // A body of no interest: drop the connection rather than read it.
      body.on("error", () => {});
      body.destroy();
    }
    if (status === 304) return { kind: "unchanged", pace };
    if (MOVED.has(status)) {
      const location = header("location");
      const to =
        location !== undefined && URL.canParse(location, url)
          ? fetchable(new URL(location, url))
          : undefined;
      return to === undefined
        ? { kind: "problem", problem: "unreachable", status, pace }
        : { kind: "moved", to, status };
    }
    if (status === 410) return { kind: "problem", problem: "gone", status };
    if (status !== 200) return { kind: "problem", problem: "unreachable", status, pace };
    const read = await readCapped(body, { coding: header("content-encoding") ?? "", limit });
    if (read === "too-large") return { kind: "problem", problem: "too-large", pace };
    if (read === "broken") return { kind: "problem", problem: "unreachable", status, pace };
    return {
      kind: "content",
      url,
      permanent,
      body: read,
      contentType: header("content-type") ?? "",
      etag: header("etag"),
      modified: header("last-modified"),
      pace,
    };
  } catch (error) {
    if (signal.aborted) return { kind: "problem", problem: "timeout" };
    return { kind: "problem", problem: isPrivate(error) ? "private" : "unreachable" };
  }
}

function isPrivate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && error.code === PRIVATE_ADDRESS) return true;
  if (error instanceof AggregateError) return error.errors.some(isPrivate);
  return isPrivate(error.cause);
}

/** RFC 9110 §10.2.3 and RFC 9111 §5.2.2.1, in ms from now. */
function paceOf(
  retryAfter: string | undefined,
  cacheControl: string | undefined,
  now: number,
): Pace {
  const seconds = /\bmax-age\s*=\s*"?(\d{1,9})/i.exec(cacheControl ?? "")?.[1];
  return {
    retryAfter: retryAfter === undefined ? undefined : waitOf(retryAfter.trim(), now),
    maxAge: seconds === undefined ? undefined : Number(seconds) * 1000,
  };
}

function waitOf(value: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
