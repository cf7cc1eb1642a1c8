import type { CreateFeature } from "./feature.ts";
import { createWebFeature } from "./web-feature.ts";

/**
 * The features around the network, in the order in which their routes are asked. Static serving
 * comes last, since it answers every path.
 */
export const features: readonly CreateFeature[] = [createWebFeature];
