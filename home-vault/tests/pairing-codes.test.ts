import { LIMITS } from "@courtyard/protocol/limits.ts";
import { pairingMac } from "@courtyard/protocol/pairing.ts";
import { describe, expect, it } from "vitest";
import { pairingCodes } from "../src/pairing/codes.ts";

const asked = { device: "x", nonce: "y" };
const WRONG = "0000-0000-0000-0000";

function rig() {
  const time = { now: 1_000_000 };
  return { time, codes: pairingCodes({ clock: () => time.now }) };
}

describe("pairing codes", () => {
  it("takes a right code once, and not again", () => {
    const { codes } = rig();
    const { code } = codes.open(["chat"]);
    expect(codes.take(asked, pairingMac(code, asked))).toMatchObject({ code, can: ["chat"] });
    expect(codes.take(asked, pairingMac(code, asked))).toMatchObject({ code: "pairing-closed" });
  });

  it("refuses when nobody asked for a code", () => {
    const { codes } = rig();
    expect(codes.take(asked, pairingMac(WRONG, asked))).toMatchObject({ code: "pairing-closed" });
  });

  it("refuses a mac over another device", () => {
    const { codes } = rig();
    const mac = pairingMac(codes.open(["chat"]).code, asked);
    const other = { ...asked, device: "mallory" };
    expect(codes.take(other, mac)).toMatchObject({ code: "pairing-code" });
  });

  it("refuses a code in its last millisecond and after", () => {
    const { time, codes } = rig();
    const mac = pairingMac(codes.open(["chat"]).code, asked);
    time.now += LIMITS.pairingLife;
    expect(codes.take(asked, mac)).toMatchObject({ code: "pairing-expired" });
  });

  it("burns a code after five wrong tries", () => {
    const { codes } = rig();
    const mac = pairingMac(codes.open(["chat"]).code, asked);
    for (let i = 0; i < LIMITS.pairingTries; i++)
      expect(codes.take(asked, pairingMac(WRONG, asked))).toMatchObject({ code: "pairing-code" });
    expect(codes.take(asked, mac)).toMatchObject({ code: "pairing-tries" });
  });

  it("still takes a right code after four wrong tries", () => {
    const { codes } = rig();
    const { code } = codes.open(["chat"]);
    for (let i = 1; i < LIMITS.pairingTries; i++) codes.take(asked, pairingMac(WRONG, asked));
    expect(codes.take(asked, pairingMac(code, asked))).toMatchObject({ code });
  });

  it("keeps several codes open, each for its own device", () => {
    const { codes } = rig();
    const first = codes.open(["chat"]).code;
    const second = codes.open(["publish"]).code;
    expect(codes.take(asked, pairingMac(second, asked))).toMatchObject({ can: ["publish"] });
    expect(codes.take(asked, pairingMac(first, asked))).toMatchObject({ can: ["chat"] });
  });
});
