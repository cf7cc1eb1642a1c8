/** The tags of an icon with their attributes, in drawing order. */
export type IconShapes = readonly (readonly [tag: string, attributes: Record<string, string>])[];
