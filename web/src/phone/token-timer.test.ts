import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserClock } from "./clock";
import { TokenTimer } from "./token-timer";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const due = vi.fn();
let inCall = false;
let timer: TokenTimer;

const receive = (minutes: number) =>
  timer.received({ token: "t", receivedAt: Date.now(), expiresAt: Date.now() + minutes * MINUTE });
const pass = (minutes: number) => vi.advanceTimersByTime(minutes * MINUTE);
/** The clock on the wall goes on, the timers do not: what a closed lid does. */
const sleep = (minutes: number) => vi.setSystemTime(Date.now() + minutes * MINUTE);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  due.mockReset();
  inCall = false;
  timer = new TokenTimer(browserClock, due, () => inCall, () => 1);
});
afterEach(() => void vi.useRealTimers());

describe("a token", () => {
  it.each([
    [60, 45],
    [1440, 1080],
    [4, 3],
    [1, 0.75],
  ])("of %i minutes is renewed after %d", (lifetime, after) => {
    receive(lifetime);
    pass(after - 0.01);
    expect(due).not.toHaveBeenCalled();
    pass(0.02);
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("is renewed again and again", () => {
    due.mockImplementation(() => receive(60));
    receive(60);
    pass(45 * 5);
    expect(due).toHaveBeenCalledTimes(5);
  });

  it("that is over on arrival is renewed at once", () => {
    receive(0);
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("counts as short in its last minute, and as over at its end", () => {
    expect([timer.isShort(), timer.isOver()]).toEqual([true, true]);
    receive(60);
    pass(58);
    expect([timer.isShort(), timer.isOver()]).toEqual([false, false]);
    pass(1.5);
    expect([timer.isShort(), timer.isOver()]).toEqual([true, false]);
    pass(1);
    expect([timer.isShort(), timer.isOver()]).toEqual([true, true]);
  });

  it("is not asked for once it is forgotten", () => {
    receive(60);
    timer.forget();
    pass(600);
    expect(due).not.toHaveBeenCalled();
  });
});

describe("after sleep", () => {
  it("is renewed at the first sign of waking", () => {
    receive(60);
    sleep(50);
    timer.wake();
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("is renewed within a minute even where nothing tells of it", () => {
    receive(60);
    sleep(50);
    pass(1);
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("is left alone while it is fresh", () => {
    receive(60);
    sleep(10);
    timer.wake();
    expect(due).not.toHaveBeenCalled();
  });
});

describe("during a call", () => {
  it("is put off until two minutes are left", () => {
    receive(60);
    inCall = true;
    pass(57.9);
    expect(due).not.toHaveBeenCalled();
    pass(0.2);
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("is renewed as soon as the call is over", () => {
    receive(60);
    inCall = true;
    pass(50);
    inCall = false;
    timer.wake();
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("of a few minutes is not put off at all", () => {
    receive(4);
    inCall = true;
    pass(3);
    expect(due).toHaveBeenCalledTimes(1);
  });
});

describe("after a failure", () => {
  it("is asked for after 2, 4, 8 … 60 seconds, and in between with jitter", () => {
    const asked: number[] = [];
    due.mockImplementation(() => {
      asked.push(Date.now());
      timer.failed();
    });
    receive(0);
    pass(5);
    expect(asked.slice(1, 8).map((at, i) => (at - (asked[i] ?? 0)) / 1000)).toEqual([2, 4, 8, 16, 32, 60, 60]);
  });

  it("waits half as long at the other end of the jitter", () => {
    timer = new TokenTimer(browserClock, due, () => false, () => 0);
    timer.failed();
    vi.advanceTimersByTime(999);
    expect(due).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(due).toHaveBeenCalledTimes(1);
  });

  it("is asked for at once when the network returns", () => {
    receive(60);
    timer.failed();
    timer.failed();
    timer.wake();
    expect(due).toHaveBeenCalledTimes(1);
  });
});
