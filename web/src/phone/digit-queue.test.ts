import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { browserClock } from "./clock";
import { DigitQueue } from "./digit-queue";

let sent: string[];
let queue: DigitQueue;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  queue = new DigitQueue(browserClock, (digit) => sent.push(digit));
});
afterEach(() => void vi.useRealTimers());

it("sends the first digit at once, and each other when the one before is over", () => {
  queue.push("1");
  queue.push("2#");
  expect(sent).toEqual(["1"]);
  vi.advanceTimersByTime(250);
  expect(sent).toEqual(["1", "2"]);
  vi.advanceTimersByTime(249);
  expect(sent).toEqual(["1", "2"]);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual(["1", "2", "#"]);
});

it("sends a digit at once again after a pause, and not sooner", () => {
  queue.push("1");
  vi.advanceTimersByTime(100);
  queue.push("2");
  expect(sent).toEqual(["1"]);
  vi.advanceTimersByTime(1_000);
  queue.push("3");
  expect(sent).toEqual(["1", "2", "3"]);
});

it("sends nothing more once it is closed", () => {
  queue.push("12");
  queue.close();
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual(["1"]);
});
