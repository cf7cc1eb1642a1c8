import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { lucideIcons } from "./build/lucide-icons.ts";

// base "./": one build is served at the vault's `/` and at the sidecar's `/_courtyard/app/`.
export default defineConfig({
  base: "./",
  plugins: [lucideIcons(), svelte()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
