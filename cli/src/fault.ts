import type { ExitCode } from "./exit-code.ts";

/** Something that ends a command: a sentence for the person, how to mend it, and the exit code. */
export class CliFault extends Error {
  override readonly name = "CliFault";
  readonly code: string;
  readonly exit: ExitCode;
  readonly mend: string | undefined;

  /** `code` is for support and scripts, such as `port-in-use`; `message` and `mend` are sentences. */
  constructor(
    code: string,
    message: string,
    { exit, mend, cause }: { exit: ExitCode; mend?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause });
    this.code = code;
    this.exit = exit;
    this.mend = mend;
  }
}

/** The text of anything thrown, for a sentence. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // `fetch failed` says nothing; its cause names the host and the errno.
  const cause = thrown.cause instanceof Error && thrown.cause.message ? thrown.cause : undefined;
  return cause ? cause.message : thrown.message;
}
