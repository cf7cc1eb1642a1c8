// What a publisher tells: one event per thing that happened, for the log and for tests.

import { formatProblem, type Problem, type ProblemCode } from "../store/problem.ts";

export type PublisherEvent =
  | {
      readonly event: "published";
      readonly seq: number;
      /** A version that waited at the sidecar went live, and nothing was sent. */
      readonly itself: boolean;
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
  | {
      readonly event: "rolled-back";
      readonly seq: number;
      /** The former version that is live again, and when it first went live. */
      readonly to: number;
      readonly at: number;
      /** Files that differ. */
      readonly changed: number;
      readonly ms: number;
      readonly url: string;
    }
  /** So many findings that a strict publication does not let pass: nothing was sent. */
  | { readonly event: "strict"; readonly findings: number }
  /** A former version stays live until a file changes. */
  | { readonly event: "held"; readonly to: number }
  /** Long work goes on; for a bar that moves, and for nothing else. */
  | {
      readonly event: "progress";
      readonly doing: "render" | "upload";
      readonly done: number;
      readonly of: number;
    }
  | { readonly event: "waiting"; readonly reason: string; readonly origin: string }
  | { readonly event: "refused"; readonly code: string; readonly detail: string }
  /** A WebSub hub heard of so many feeds, or did not want to. */
  | { readonly event: "hub-told"; readonly hub: string; readonly feeds: number }
  | { readonly event: "hub-silent"; readonly hub: string; readonly reason: string }
  | { readonly event: "problem"; readonly problem: Problem }
  /** So many more warnings of a kind than were told. */
  | { readonly event: "more"; readonly code: ProblemCode; readonly count: number }
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
      if (event.itself) {
        return zh
          ? `已按时发布（第 ${event.seq} 版），${event.url}`
          : `Went live by itself, as scheduled (version ${event.seq}), ${event.url}`;
      }
      return zh
        ? `已发布${what === "" ? "" : ` ${what}`}：${files} 个文件，${ms} 毫秒，${event.url}`
        : `Published${what === "" ? "" : ` ${what}`}: ${files} ${files === 1 ? "file" : "files"} in ${ms} ms, ${event.url}`;
    }
    case "unchanged":
      return zh ? "没有变化，线上已是最新。" : "Nothing changed; what is live is current.";
    case "rolled-back":
      return zh
        ? `已退回第 ${event.to} 版：${event.changed} 个文件，${event.ms} 毫秒，${event.url} 你的文件没有动；下次保存时，会按文件夹重新发布。`
        : `Back to version ${event.to}: ${event.changed} ${event.changed === 1 ? "file" : "files"} in ${event.ms} ms, ${event.url} Your own files are untouched; the next save publishes the folder again.`;
    case "strict":
      return zh
        ? `--strict：有 ${event.findings} 处要改，什么也没有发布。`
        : `--strict: ${event.findings} ${event.findings === 1 ? "finding" : "findings"}, and nothing was published.`;
    case "held":
      return zh
        ? `线上是退回的第 ${event.to} 版；下次保存时，会按文件夹重新发布。`
        : `Version ${event.to} stays live, since you went back to it; the next save publishes the folder again.`;
    case "progress":
      return zh
        ? `${event.doing === "render" ? "生成页面" : "上传"} ${event.done}/${event.of}`
        : `${event.doing === "render" ? "Rendering" : "Uploading"} ${event.done} of ${event.of}`;
    case "waiting":
      return zh
        ? `${event.origin} 还没有应答（${event.reason}）。页面已经做好，会自己发上去。`
        : `${event.origin} does not answer (${event.reason}). The pages are ready and go up by themselves.`;
    case "refused":
      return zh
        ? `服务器没有接受这次发布：${event.code} ${event.detail}`
        : `The sidecar did not take this publication: ${event.code} ${event.detail}`;
    case "hub-told":
      return zh
        ? `已通知 ${event.hub}：${event.feeds} 个 feed 有变化。`
        : `Told ${event.hub} of ${event.feeds} changed ${event.feeds === 1 ? "feed" : "feeds"}.`;
    case "hub-silent":
      return zh
        ? `${event.hub} 没有接受通知（${event.reason}）。网站已经发布，下次发布时再通知。`
        : `${event.hub} did not take the news (${event.reason}). The site is live; it is told again at the next publication.`;
    case "problem":
      return formatProblem(event.problem, lang);
    case "more":
      return zh
        ? `这个文件夹里还有 ${event.count} 处 ${event.code}，courtyard publish --once --json 会全部列出。`
        : `${event.code}: ${event.count} more of these in this folder. \`courtyard publish --once --json\` tells all of them.`;
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
