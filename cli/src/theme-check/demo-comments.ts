import type { Comment } from "@courtyard/sidecar/comment/comment.ts";

const AT = Date.UTC(2026, 9, 25, 9);

/** A conversation below every post of the demo site: a guest, a neighbour, an answer, hard text. */
export function demoComments(page: string): Comment[] {
  const comment = (
    id: string,
    said: Pick<Comment, "name" | "text" | "address"> & { replyTo?: string },
  ): Comment => ({
    id,
    page,
    replyTo: null,
    state: "approved",
    guest: said.address === null,
    identity: null,
    at: AT,
    received: AT,
    ...said,
  });
  const long = "abcdefghij".repeat(20);
  return [
    comment("c1", { name: "Wei", text: "好茶。\n\n墙还在吗？", address: "wei@wei.example" }),
    comment("c2", {
      name: "Lin Xi",
      text: "It is. Come on Saturday, and bring the cup that you took.",
      address: "lin@walled-garden.example",
      replyTo: "c1",
    }),
    comment("c3", {
      name: "A reader whose name goes on for as long as a name is allowed to go on",
      text: `https://walled-garden.example/${long} ${long}`,
      address: null,
    }),
  ];
}
