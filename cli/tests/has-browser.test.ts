import { expect, test } from "vitest";
import { hasBrowser } from "../src/start/has-browser.ts";

type Device = Parameters<typeof hasBrowser>[0]["devices"][number];

const device = (name: string, can: Device["can"], until?: number): Device => ({
  ...{ id: "d".repeat(22), name, can, since: 1 },
  ...(until !== undefined && { until }),
});

test("a key of the command line's own is no browser; a revoked browser is none either", () => {
  const vault = device("vault", ["publish", "comment", "chat"]);
  const house = [vault, device("sidecar", ["serve"]), device("publisher", ["publish"])];
  const ofTheShell = device("command line", ["comment"]);
  const phone = device("phone", ["comment", "chat"]);
  expect(hasBrowser({ devices: house })).toBe(false);
  expect(hasBrowser({ devices: [...house, ofTheShell] })).toBe(false);
  expect(hasBrowser({ devices: [...house, device("old", ["comment", "chat"], 2)] })).toBe(false);
  expect(hasBrowser({ devices: [...house, ofTheShell, phone] })).toBe(true);
});
