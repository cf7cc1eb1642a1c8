import type { Import } from "./import-scan.ts";

/** Which rooms a room may import (style.md, "Rooms and arrows"); its own is always allowed. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  site: ["protocol", "themes"],
  sidecar: ["protocol"],
  "home-vault": ["protocol"],
  app: ["protocol"],
  themes: [],
  cli: ["protocol", "site", "sidecar", "home-vault", "app", "themes"],
  tests: ["protocol", "site", "sidecar", "home-vault", "app", "themes", "cli"],
  content: [],
  docs: [],
};

/**
 * Folders under a room's `src/` that stand for themselves: no other folder imports them, and only the
 * files beside them (`main.ts` and what it wires with) know them all. Style.md: "features do not
 * import features". What others build on (`store`, `identity`, `link`, `net`, …) is not among them.
 */
export const FEATURES: Readonly<Record<string, readonly string[]>> = {
  sidecar: ["comment", "contacts", "follow", "pair", "publish", "relay", "static"],
  "home-vault": ["http", "link", "pairing"],
  site: ["pages", "publisher"],
  app: ["views"],
  cli: ["commands"],
};

/** An import that should not be, with the rule that it breaks. */
export interface WrongArrow extends Import {
  why: string;
}

/** Every import of the list that breaks a rule. Pure: the tree is read elsewhere. */
export function wrongArrows(imports: readonly Import[]): WrongArrow[] {
  return imports.flatMap((one) => {
    const why = complaint(one);
    return why === null ? [] : [{ ...one, why }];
  });
}

function complaint({ file, specifier, target }: Import): string | null {
  const room = roomOf(file);
  if (room === null) return null; // a file at the root, such as vitest.config.ts
  if (target !== null) {
    const other = roomOf(target);
    if (other === null) return "leaves the rooms";
    if (other !== room && !ARROWS[room]?.includes(other)) return `${room} may not import ${other}`;
    if (isProduct(file) && isTest(target)) return "a product file may not import a test";
    const feature = featureOf(target);
    if (other === room && feature !== null && isInsideAnother(file, { room, feature }))
      return `${feature} is a feature: only the files that wire the room may import it`;
    if (isPureProtocol(file) && !isPureProtocol(target) && isProduct(file))
      return "protocol/src may import only protocol/src: it does no I/O and runs in a browser";
    return null;
  }
  if (isPureProtocol(file) && isBuiltIn(specifier))
    return "protocol/src may not import a Node built-in: it does no I/O and runs in a browser";
  if (room === "app" && isProduct(file) && file.startsWith("app/src/") && isBuiltIn(specifier))
    return "app/src runs in a browser and may not import a Node built-in";
  if (isProduct(file) && speaksSql(specifier) && !file.includes("/store/"))
    return "only store/ speaks SQL";
  return null;
}

function roomOf(path: string): string | null {
  const room = path.split("/")[0] ?? "";
  return path.includes("/") && room in ARROWS ? room : null;
}

function featureOf(path: string): string | null {
  const [, room = "", folder = ""] = /^([^/]+)\/src\/([^/]+)\//.exec(path) ?? [];
  return FEATURES[room]?.includes(folder) ? folder : null;
}

function isInsideAnother(
  file: string,
  { room, feature }: { room: string; feature: string },
): boolean {
  const folder = new RegExp(`^${room}/src/([^/]+)/`).exec(file)?.[1];
  return folder !== undefined && folder !== feature;
}

function isTest(path: string): boolean {
  return (
    path.startsWith("protocol/vectors/") ||
    /(^|\/)tests\//.test(path) ||
    /\.test\.[a-z]+$/.test(path)
  );
}

function isProduct(path: string): boolean {
  return !isTest(path);
}

function isPureProtocol(path: string): boolean {
  return (
    path.startsWith("protocol/src/") && !isTest(path) && !/^protocol\/src\/(node|web)\//.test(path)
  );
}

function isBuiltIn(specifier: string): boolean {
  return specifier.startsWith("node:");
}

function speaksSql(specifier: string): boolean {
  return specifier === "node:sqlite" || specifier === "kysely" || specifier.startsWith("kysely/");
}
