// Who shows something is told that it changed, and reads it again. No state travels here.

/** What may change. A conversation's messages: `messages:PEER`. */
export type Topic =
  | "link"
  | "identity"
  | "contacts"
  | "conversations"
  | "comments"
  | "moderation"
  | "timeline"
  | "follows"
  | "history"
  | "writing"
  | `messages:${string}`;

export interface Notifier {
  notify(...topics: Topic[]): void;
  /** Calls back after each change until the returned function is called. */
  on(topic: Topic, listener: () => void): () => void;
}

/** Makes a notifier. A listener that throws does not keep the others from hearing. */
export function createNotifier(): Notifier {
  const listeners = new Map<Topic, Set<() => void>>();
  return {
    notify(...topics) {
      for (const topic of topics) {
        for (const listener of [...(listeners.get(topic) ?? [])]) {
          try {
            listener();
          } catch (cause) {
            console.error(cause);
          }
        }
      }
    },
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return () => set.delete(listener);
    },
  };
}
