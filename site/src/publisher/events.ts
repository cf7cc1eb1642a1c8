// What a publisher tells: one event per thing that happened, for the log and for tests.

import { formatProblem, type Problem } from "../store/problem.ts";

export type PublisherEvent =
  | {
      readonly event: "published";
      readonly seq: number;
      /** Content files whose change led here; empty at a start. */
      readonly what: readonly string[];
      readonly written: number;
      readonly dropped: number;
      readonly uploaded: number;
      /** From the settled change to all files on disk, and from there to live. */
      readonly renderMs: number;
      readonly sendMs: number;
      readonly url: string;
    }
  | { readonly event: "unchanged"; readonly seq: number }
  | { readonly event: "waiting"; readonly reason: string; readonly origin: string }
  | { readonly event: "refused"; readonly code: string; readonly detail: string }
  | { readonly event: "problem"; readonly problem: Problem }
  | { readonly event: "solved"; readonly problem: Problem }
  | {
      readonly event: "vanished";
      readonly folder: string;
      readonly gone: number;
      readonly of: number;
    }
  /** A template or this program went wrong; what was live stays. */
  | { readonly event: "failed"; readonly message: string };

/** The event as one calm sentence. */
export function describeEvent(event: PublisherEvent, lang: "en" | "zh" = "en"): string {
  const zh = lang === "zh";
  switch (event.event) {
    case "published": {
      const ms = event.renderMs + event.sendMs;
      const files = event.written + event.dropped;
      const [first = "", ...more] = event.what;
      const what = more.length > 0 ? `${first} +${more.length}` : first;
      return zh
        ? `已发布${what === "" ? "" : ` ${what}`}：${files} 个文件，${ms} 毫秒，${event.url}`
        : `Published${what === "" ? "" : ` ${what}`}: ${files} ${files === 1 ? "file" : "files"} in ${ms} ms, ${event.url}`;
    }
    case "unchanged":
      return zh ? "没有变化，线上已是最新。" : "Nothing changed; what is live is current.";
    case "waiting":
      return zh
        ? `${event.origin} 还没有应答（${event.reason}）。页面已经做好，会自己发上去。`
        : `${event.origin} does not answer (${event.reason}). The pages are ready and go up by themselves.`;
    case "refused":
      return zh
        ? `服务器没有接受这次发布：${event.code} ${event.detail}`
        : `The sidecar did not take this publication: ${event.code} ${event.detail}`;
    case "problem":
      return formatProblem(event.problem, lang);
    case "solved":
      return zh
        ? `${event.problem.file} 已经没有问题了。`
        : `${event.problem.file} is in order again.`;
    case "vanished":
      return zh
        ? `${event.folder} 里的 ${event.of} 篇文章一下子${event.gone < event.of ? `少了 ${event.gone} 篇` : "全都不见了"}。线上没有撤下任何东西。磁盘是不是没有挂上？如果真的要撤下，请运行 courtyard publish --once --allow-deletions，或在应用里确认。`
        : `${event.gone < event.of ? `${event.gone} of the ${event.of}` : `All ${event.of}`} posts in ${event.folder} have disappeared at once. Nothing was taken down. Is a disk not mounted? If you mean it: courtyard publish --once --allow-deletions, or the button in the app.`;
    case "failed":
      return event.message;
  }
}
