/** What the command's end says to a script; the help of `courtyard` lists the same. */
export const EXIT = {
  ok: 0,
  /** It was tried and went wrong, or the doctor found something broken. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The set-up is wrong or absent: courtyard.json, a folder, a Node. */
  setup: 3,
  /** A port or a folder is taken by somebody else. */
  busy: 4,
  /** The sidecar or the vault does not answer. */
  unreachable: 5,
  /** The other side said no, with a refusal code. */
  refused: 6,
} as const;

/** One of the documented exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
