/** Read by svelte-check and the Vite plugin. Runes everywhere: no component falls back to legacy mode. */
export default { compilerOptions: { runes: true } };
