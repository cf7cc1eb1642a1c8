// A picture or recording as a text or its head names it.

/** `folder` is where the file with the text stands. */
export interface ImageReference {
  readonly src: string;
  readonly alt: string;
  readonly folder: string;
  /** Line in the writer's file, from 1. */
  readonly line: number;
  /** Where it stands in the text's body; absent for a cover. */
  readonly at?: number;
}
