// One tab at a time speaks for a device: two lines with one device's key would each take half of the
// queue, and count twice. Web Locks end with the tab, however it ends.

const NAME = "courtyard-device";

/** Gets the lock, or null when another tab has it. `steal` takes it over. */
export async function lockTab(
  onLost: () => void,
  { steal = false }: { steal?: boolean } = {},
): Promise<boolean> {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    const options = steal ? { steal: true } : { ifAvailable: true };
    navigator.locks
      .request(NAME, options, (lock) => {
        resolve(lock !== null);
        // Held for as long as the tab lives.
        return lock === null ? undefined : new Promise<never>(() => {});
      })
      .catch(onLost);
  });
}
