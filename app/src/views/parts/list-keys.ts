import type { Attachment } from "svelte/attachments";

const STEP: Readonly<Record<string, (index: number, length: number) => number>> = {
  ArrowDown: (index, length) => Math.min(index + 1, length - 1),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, length) => length - 1,
};

/** Arrow keys, Home and End move the focus among the links of a list; Tab works as ever. */
export const listKeys: Attachment<HTMLElement> = (list) => {
  const onKey = (event: KeyboardEvent) => {
    const step = STEP[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...list.querySelectorAll<HTMLElement>("a[href]")];
    const index = links.indexOf(document.activeElement as HTMLElement);
    if (index < 0) return;
    event.preventDefault();
    links[step(index, links.length)]?.focus();
  };
  list.addEventListener("keydown", onKey);
  return () => list.removeEventListener("keydown", onKey);
};
