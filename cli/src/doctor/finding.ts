/** One line of the doctor's report. */
export interface Finding {
  /** A stable name for scripts: `config`, `port-sidecar`, … */
  check: string;
  state: "ok" | "warn" | "fail";
  text: string;
  /** How to mend it; always there unless the state is ok. */
  mend?: string;
}

/** All as it should be. */
export function ok(check: string, text: string): Finding {
  return { check, state: "ok", text };
}

/** It works, but the person should know. */
export function warn(check: string, text: string, mend: string): Finding {
  return { check, state: "warn", text, mend };
}

/** Something does not work. */
export function fail(check: string, text: string, mend: string): Finding {
  return { check, state: "fail", text, mend };
}
