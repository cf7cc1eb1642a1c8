import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { lucideIcons } from "./build/lucide-icons.ts";

// base "./": one build is served at the vault's `/` and at the sidecar's `/_courtyard/app/`.
export default defineConfig(({ command }) => {
  // A build is for people, whoever asks for it: under a test runner NODE_ENV says "test", and Svelte
  // would compile its development warnings into what the vault goes on serving.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    base: "./",
    plugins: [lucideIcons(), svelte()],
    build: {
      outDir: "dist",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
});
