import type { Writable } from "node:stream";

/** Where lines go, and whether colour and a moving line are welcome there. */
export interface Terminal {
  /** A result: goes to stdout. */
  print(line?: string): void;
  /** A remark or an error: goes to stderr. */
  note(line: string): void;
  /** A line that the next one takes the place of; only where a moving line is welcome, else nothing. */
  bar(line: string): void;
  /** Says that long work began; call the result with a closing line. One moving line on a terminal, two plain ones elsewhere. */
  progress(doing: string): (done: string) => void;
  bold(text: string): string;
  quiet(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

/** The streams of a process, as far as a terminal needs them. */
export interface Streams {
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
}

const FRAMES = ["·  ", "·· ", "···", " ··", "  ·", "   "];

/**
 * Colour follows https://no-color.org and FORCE_COLOR, and is never the only bearer of a meaning:
 * every coloured word is also a word.
 */
export function openTerminal(
  { stdout, stderr }: Streams,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const coloured =
    !env.NO_COLOR && env.TERM !== "dumb" && (stdout.isTTY === true || Boolean(env.FORCE_COLOR));
  const paint = (open: number, close: number) => (text: string) =>
    coloured ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  const moving = stderr.isTTY === true && env.TERM !== "dumb" && !env.CI;

  let barred = false;
  const unbar = () => {
    if (barred) stderr.write("\r\u001b[K");
    barred = false;
  };

  return {
    print: (line = "") => {
      unbar();
      stdout.write(`${line}\n`);
    },
    note: (line) => {
      unbar();
      stderr.write(`${line}\n`);
    },
    bar: (line) => {
      if (!moving) return;
      barred = true;
      stderr.write(`\r\u001b[K${line}`);
    },
    progress: (doing) => {
      if (!moving) {
        stderr.write(`${doing}\n`);
        return (done) => void stderr.write(`${done}\n`);
      }
      let frame = 0;
      const draw = () => stderr.write(`\r\u001b[K${doing} ${FRAMES[frame++ % FRAMES.length]}`);
      draw();
      const timer = setInterval(draw, 160);
      timer.unref();
      return (done) => {
        clearInterval(timer);
        stderr.write(`\r\u001b[K${done}\n`);
      };
    },
    bold: paint(1, 22),
    quiet: paint(2, 22),
    good: paint(32, 39),
    warn: paint(33, 39),
    bad: paint(31, 39),
  };
}
