// Where the person is, kept in the fragment: `#/conversations/ID?query`. The fragment is never sent to
// a server, and works the same at the vault's `/` and at the sidecar's `/_courtyard/app/`.

/** The screens that the navigation names. */
export const SCREENS = [
  "timeline",
  "conversations",
  "comments",
  "writing",
  "devices",
  "settings",
] as const;
export type Screen = (typeof SCREENS)[number];

export interface Route {
  readonly screen: Screen;
  /** What follows the screen, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads a fragment; what is no screen (a used pairing link) is the timeline, and nothing in it. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [first, ...rest] = path.split("/").filter(Boolean).map(decode);
  const screen = SCREENS.find((name) => name === first);
  const known = screen === undefined ? [] : rest;
  return { screen: screen ?? "timeline", path: known, query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The fragment of a screen and what is under it. */
export function href(screen: Screen, ...path: (string | number)[]): string {
  return `#/${[screen, ...path].map((part) => encodeURIComponent(part)).join("/")}`;
}

let current = $state.raw(parseRoute(globalThis.location?.hash ?? ""));
globalThis.addEventListener?.("hashchange", () => {
  current = parseRoute(location.hash);
});

/** The present route. */
export const route = (): Route => current;

/** Goes somewhere; `replace` leaves no step to go back to. */
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) {
    history.replaceState(null, "", to);
    current = parseRoute(to);
  } else {
    location.hash = to;
  }
}
