import { describe, expect, it } from "vitest";
import { clock, spoken, when } from "./time";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOON = new Date(2026, 4, 20, 12, 0).getTime();

describe("clock", () => {
  it("shows minutes and seconds, and hours only once there are any", () => {
    expect([0, 7, 65, 725, 3_729].map(clock)).toEqual(["0:00", "0:07", "1:05", "12:05", "1:02:09"]);
  });

  it("never runs below zero where two clocks disagree", () => {
    expect(clock(-3)).toBe("0:00");
  });
});

describe("spoken", () => {
  it("says a duration in the words of each language", () => {
    expect(spoken(125, "en")).toBe("2 minutes, 5 seconds");
    expect(spoken(125, "ja")).toBe("2分5秒");
    expect(spoken(125, "fr").replace(/\s/gu, " ")).toBe("2 minutes et 5 secondes");
  });

  it("is short in two parts", () => {
    expect(spoken(4_210, "en", "short")).toBe("1 hr 10 min");
    expect(spoken(0, "en", "short")).toBe("0 sec");
  });
});

describe("when", () => {
  const plain = (ago: number) => when(NOON - ago, NOON, "fr").replace(/\s/gu, " ");

  it("grows coarser with distance", () => {
    expect(plain(10_000)).toBe("maintenant");
    expect(plain(4 * MINUTE)).toBe("il y a 4 min");
    expect(plain(90 * MINUTE)).toBe("10:30");
    expect(plain(DAY)).toBe("hier 12:00");
    expect(plain(3 * DAY)).toBe("dim. 12:00");
    expect(plain(30 * DAY)).toBe("20 avr.");
    expect(plain(400 * DAY)).toBe("15 avr. 2025");
  });

  it("takes a moment that another clock puts into the future for now", () => {
    expect(plain(-5 * MINUTE)).toBe("maintenant");
  });
});
