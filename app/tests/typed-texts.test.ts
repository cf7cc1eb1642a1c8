import { expect, test } from "vitest";
import { pageOf } from "../src/state/author-of-page.ts";
import { guessDeviceName } from "../src/views/device-name.ts";
import { countPairingCode, formatPairingCode } from "../src/views/pairing-code.ts";
import { parseRoute } from "../src/views/router.svelte.ts";
import { asWebAddress, isWebAddress } from "../src/views/web-address.ts";

test("writes a pairing code as the vault shows it, from whatever was typed", () => {
  expect(formatPairingCode("abcd efgh-jkmn pqrs")).toBe("ABCD-EFGH-JKMN-PQRS");
  expect(formatPairingCode("ａｂｃｄｅ")).toBe("ABCD-E");
  expect(formatPairingCode("ABCD-EFGH-JKMN-PQRS-MORE")).toBe("ABCD-EFGH-JKMN-PQRS");
  expect(countPairingCode("AB-CD ")).toBe(4);
});

test("takes a web address with or without its scheme, and nothing that runs", () => {
  expect(asWebAddress("alice.example/posts/x/")?.href).toBe("https://alice.example/posts/x/");
  expect(asWebAddress(" http://localhost:4300/x ")?.href).toBe("http://localhost:4300/x");
  expect(asWebAddress("tea")).toBeNull();
  expect(asWebAddress("javascript:alert(1)")).toBeNull();
  expect(isWebAddress("javascript:alert(1)")).toBe(false);
  expect(isWebAddress("data:text/html,x")).toBe(false);
});

test("names a page by its decoded path, as the site's owner stores comments", () => {
  const page = (url: string) => pageOf(new URL(url));
  expect(page("https://a.example/posts/%E6%97%85%E8%A1%8C/?utm=1#c-1")).toBe("/posts/旅行/");
  expect(page("https://a.example/posts/x/index.html")).toBe("/posts/x/");
  expect(page("https://a.example/100%")).toBe("/100%");
});

test("reads a fragment as a screen with what is under it, and anything else as the timeline", () => {
  expect(parseRoute("#/conversations/a%2Fb/safety")).toMatchObject({
    screen: "conversations",
    path: ["a/b", "safety"],
  });
  expect(parseRoute("#/comments/write?page=https%3A%2F%2Fa.example%2F").query.get("page")).toBe(
    "https://a.example/",
  );
  expect(parseRoute("#/%E0%A4%A")).toMatchObject({ screen: "timeline" });
  expect(parseRoute("")).toMatchObject({ screen: "timeline", path: [] });
  expect(parseRoute("#/pair/ABCD-EFGH")).toMatchObject({ screen: "timeline", path: [] });
});

test("guesses a name that the owner knows the device by", () => {
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  expect(guessDeviceName(firefox)).toBe("Firefox, Linux");
  expect(guessDeviceName("?")).toBe("");
});
