/** One number of a benchmark. With a baseline measured in the same run, `ratio` is value / baseline. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly ratio?: number;
}

/** A benchmark: measures, and cleans up after itself. */
export type Bench = () => Promise<Figure[]>;

/** A figure beside its baseline, with three significant digits of their ratio. */
export function against(figure: Figure, baseline: number): Figure {
  return { ...figure, baseline, ratio: Number((figure.value / baseline).toPrecision(3)) };
}

/** The value below which `share` (0 to 1) of the sorted or unsorted values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A value as a table shows it: four digits at most before or after the point. */
export function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
