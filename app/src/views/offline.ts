/** Registers the worker that opens the app without a network, and tells it what this build is made of. */
export async function keepForOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("./sw.js");
  const { active } = await navigator.serviceWorker.ready;
  const urls = performance
    .getEntriesByType("resource")
    .map(({ name }) => name)
    .filter((name) => name.includes("/assets/"));
  active?.postMessage({ type: "made-of", urls: [...urls, import.meta.url] });
}
