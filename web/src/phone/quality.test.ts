import { expect, it } from "vitest";
import { CallQuality } from "./quality";

it("names the warning that a person can mend first, and the next when it is cleared", () => {
  const quality = new CallQuality();
  expect(quality.raise("high-rtt")).toBe("highRoundTrip");
  expect(quality.raise("high-packet-loss")).toBe("packetLoss");
  expect(quality.raise("constant-audio-input-level")).toBe("noInput");
  expect(quality.clear("constant-audio-input-level")).toBe("packetLoss");
  expect(quality.clear("high-packet-loss")).toBe("highRoundTrip");
  expect(quality.clear("high-rtt")).toBeNull();
});

it("keeps a quality while one of two warnings for it remains", () => {
  const quality = new CallQuality();
  quality.raise("high-packet-loss");
  quality.raise("high-packets-lost-fraction");
  expect(quality.clear("high-packet-loss")).toBe("packetLoss");
});

it("says nothing about what nobody hears", () => {
  expect(new CallQuality().raise("low-bytes-sent")).toBeNull();
});
