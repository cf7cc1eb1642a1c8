import type { Feature } from "./feature.ts";

/** Several features as one: routes in the given order, closed in the reverse one. */
export function mergeFeatures(features: readonly Feature[]): Feature {
  const guests = features.flatMap((feature) => feature.guests ?? []);
  if (guests.length > 1) throw new Error("only one feature may handle guests");
  return {
    system: (app) => {
      for (const { system } of features) system?.(app);
    },
    routes: (app) => {
      for (const { routes } of features) routes?.(app);
    },
    methods: Object.assign({}, ...features.map((feature) => feature.methods ?? {})),
    handlers: features.flatMap((feature) => feature.handlers ?? []),
    ...(guests[0] && { guests: guests[0] }),
    start: () => {
      for (const feature of features) feature.start?.();
    },
    close: async () => {
      for (const feature of features.toReversed()) await feature.close?.();
    },
  };
}
