import { spawnSync } from "node:child_process";

/** A program or a font that a package of Debian's brings. */
export interface SystemPackage {
  readonly name: string;
  readonly isThere: () => boolean;
}

/** What the HTML checker runs on. */
export const JAVA: SystemPackage = {
  name: "default-jre-headless",
  isThere: () => spawnSync("java", ["-version"]).status === 0,
};

/** For readable Chinese in pictures. */
export const CJK_FONT: SystemPackage = {
  name: "fonts-noto-cjk",
  isThere: () => {
    const { stdout } = spawnSync("fc-list", [":lang=zh-cn", "family"], { encoding: "utf8" });
    return (stdout ?? "").trim() !== "";
  },
};

/**
 * Whether it is there, installed through apt just now where this process may (root on Debian, unless
 * COURTYARD_NO_APT is set); `installing` is called before.
 */
export function ensurePackage(
  { name, isThere }: SystemPackage,
  {
    env,
    installing,
  }: { env: Readonly<Record<string, string | undefined>>; installing: (name: string) => void },
): boolean {
  if (isThere()) return true;
  const may = !env.COURTYARD_NO_APT && process.getuid?.() === 0;
  if (!may || spawnSync("apt-get", ["--version"]).status !== 0) return false;
  installing(name);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  // A new machine has no package lists, an old one has stale ones.
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], options);
  return isThere();
}
