import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** Rooms whose tests need nothing but the room; all of them run in parallel, before the slow projects. */
const rooms = ["protocol", "sidecar", "home-vault", "site", "cli"];

const ignored = ["**/node_modules/**", "**/dist/**", "**/.astro/**", "**/.courtyard/**"];

// Whole houses and browsers: two at a time, which wait for each other's clocks and not for the processor.
const houses = { maxWorkers: 2, testTimeout: 180_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    reporters: ["default"],
    projects: [
      ...rooms.map((room) => ({
        test: {
          name: room,
          include: [`${room}/**/*.test.ts`],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      })),
      {
        // The runes of `.svelte.ts` files need the compiler even without a component.
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ["browser"] },
        test: {
          name: "app",
          include: ["app/**/*.test.ts"],
          exclude: ignored,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "architecture",
          include: ["tests/architecture/**/*.test.ts", "tests/tooling/**/*.test.ts"],
          exclude: ignored,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...houses,
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          exclude: ignored,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...houses,
          name: "scenarios",
          include: ["tests/scenarios/**/*.test.ts"],
          exclude: ignored,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
