// Short notes that something was done, said to the eye and to screen readers, with an undo where one
// is possible. They go by themselves; nothing important is said here alone.

export interface Note {
  readonly id: number;
  readonly text: string;
  readonly undo?: () => void;
}

const STAYS = 7000;
let notes = $state.raw<readonly Note[]>([]);
let count = 0;

/** The notes on the screen now. */
export const shown = (): readonly Note[] => notes;

/** Says something done. With `undo`, a button offers it while the note stays. */
export function announce(text: string, { undo }: { undo?: () => void } = {}): void {
  const note: Note = { id: ++count, text, ...(undo && { undo }) };
  notes = [...notes.slice(-2), note];
  setTimeout(() => dismiss(note.id), undo ? STAYS + 3000 : STAYS);
}

/** Takes a note away. */
export function dismiss(id: number): void {
  notes = notes.filter((note) => note.id !== id);
}
