import { createContext } from "svelte";
import type { Courtyard } from "../state/open-courtyard.ts";
import type { AppInfo } from "../transport/app-info.ts";
import type { LinkWords } from "./link-words.svelte.ts";

/** What every screen of a paired device has at hand. */
export interface Session {
  readonly courtyard: Courtyard;
  /** Null when this start happened offline. */
  readonly info: AppInfo | null;
  readonly link: { readonly words: LinkWords };
  /** Deletes what this browser keeps and starts over. */
  forget(): Promise<void>;
}

/** `session()` in a component, `provideSession` in the shell. */
export const [session, provideSession] = createContext<Session>();
