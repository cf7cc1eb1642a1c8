// The desk: what the owner's devices may ask the publisher for, through the vault. Spec 06 §9.

const RIGHTS = {
  state: "chat",
  preview: "chat",
  settings: "chat",
  rollback: "comment",
  publish: "comment",
  "settings.set": "comment",
} as const;

/** A method of the desk. */
export type DeskMethod = keyof typeof RIGHTS;

/** Whether a method is one that this version knows. */
export function isDeskMethod(method: string): method is DeskMethod {
  return Object.hasOwn(RIGHTS, method);
}

/**
 * What a device must be allowed for a method: to read drafts, what it needs to read letters (`chat`);
 * to change what stands on the site, what it needs to approve a comment there (`comment`).
 */
export function rightFor(method: DeskMethod): "chat" | "comment" {
  return RIGHTS[method];
}
