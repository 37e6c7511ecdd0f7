/** Time, as the phone needs it; handed in, so that a test can turn it by hand. */
export interface Clock {
  /** Milliseconds since the epoch, by the wall. */
  now(): number;
  /** Calls `act` once, `milliseconds` from now; returns how to call it off. */
  after(milliseconds: number, act: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * How long to wait before the next attempt after `failures` in a row: doubling from two seconds to a minute, each time
 * between half and the whole of that. Without the jitter every page would come back in the same second after an outage.
 */
export function backOff(failures: number, random: () => number): number {
  const longest = Math.min(60_000, 2_000 * 2 ** Math.min(failures - 1, 10));
  return Math.round(longest * (0.5 + random() / 2));
}
