import { describe, test } from "vitest";
import { memoryStorage } from "../src/state/memory-storage.ts";
import { STORAGE_CLAIMS } from "./storage-acceptance.ts";

describe("memory storage", () => {
  for (const claim of STORAGE_CLAIMS) {
    test(claim.name, async () => {
      await using storage = memoryStorage();
      await claim.check(storage);
    });
  }
});
