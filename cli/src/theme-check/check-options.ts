import type { Words } from "../words/english.ts";

/** What a check of a theme is given. */
export interface CheckOptions {
  readonly words: Words;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A path as messages name it. */
  readonly shown: (path: string) => string;
  /** Told when a package of the system's is being installed. */
  readonly installing: (name: string) => void;
  readonly signal: AbortSignal;
}
