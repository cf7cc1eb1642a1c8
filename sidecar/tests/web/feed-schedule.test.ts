import { describe, expect, it } from "vitest";
import { nextAfterAnswer, nextAfterFailure } from "../../src/follow/feed-schedule.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOW = Date.UTC(2026, 0, 1);
const URL_ = "https://blog.example/feed.xml";
const NO_PACE = { retryAfter: undefined, maxAge: undefined };

const answer = (more: object = {}) =>
  nextAfterAnswer({ url: URL_, now: NOW, newest: NOW, pace: NO_PACE, random: 0, ...more }) - NOW;
const failure = (failures: number, more: object = {}) =>
  nextAfterFailure({
    url: URL_,
    now: NOW,
    failures,
    gone: false,
    pace: undefined,
    random: 0,
    ...more,
  }) - NOW;

describe("when a feed is asked again", () => {
  it("is never before half an hour, and up to a quarter later by chance", () => {
    expect(answer()).toBe(30 * MINUTE);
    expect(answer({ random: 0.999 })).toBeLessThan(38 * MINUTE);
  });

  it("is later for one that has been quiet for long", () => {
    expect(answer({ newest: NOW - 30 * DAY })).toBe(60 * MINUTE);
    expect(answer({ newest: undefined })).toBe(180 * MINUTE);
  });

  it("is not before the server wants it, within reason", () => {
    expect(answer({ pace: { retryAfter: undefined, maxAge: 2 * 60 * MINUTE } })).toBe(120 * MINUTE);
    expect(answer({ pace: { retryAfter: undefined, maxAge: 365 * DAY } })).toBe(DAY);
    expect(failure(1, { pace: { retryAfter: 3 * DAY, maxAge: undefined } })).toBe(3 * DAY);
    expect(failure(1, { pace: { retryAfter: 365 * DAY, maxAge: undefined } })).toBe(7 * DAY);
  });

  it("backs off from failures by doubling, at most a day, and from what is gone for months", () => {
    expect(failure(1)).toBe(30 * MINUTE);
    expect(failure(2)).toBe(60 * MINUTE);
    expect(failure(50)).toBe(DAY);
    expect(failure(1, { gone: true })).toBe(90 * DAY);
  });

  it("is soon for one on the own machine", () => {
    expect(answer({ url: "http://alice.localhost:4300/rss.xml" })).toBe(10_000);
  });
});
