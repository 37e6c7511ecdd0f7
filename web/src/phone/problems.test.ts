import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { isKnown, meaningOf, speakerProblem, type Meaning } from "./problems";

/** The codes of the SDK that is installed, read from its own list, so that an update cannot add one unseen. */
const codesOfTheSdk = (() => {
  const entry = createRequire(import.meta.url).resolve("@twilio/voice-sdk");
  const list = readFileSync(entry.replace(/twilio\.js$/, "twilio/errors/generated.js"), "utf8");
  return [...new Set([...list.matchAll(/_this\.code = (\d+);/g)].map(([, code]) => Number(code)))];
})();

const byCode = (code: number): Meaning => meaningOf({ code, name: null });
const problem = (kind: string, code: number | null = null) => ({ kind: "problem", problem: { kind, code } });

describe("a failure of the SDK", () => {
  it("is on a list that could be read", () => {
    expect(codesOfTheSdk.length).toBeGreaterThanOrEqual(39);
  });

  it.each(codesOfTheSdk)("%i means something deliberate", (code) => {
    expect(isKnown(code)).toBe(true);
    expect(byCode(code)).not.toMatchObject({ problem: { kind: "unknown" } });
  });

  it.each([20101, 20103, 20104, 20107, 31204, 31205])("%i asks for another token", (code) => {
    expect(byCode(code)).toMatchObject({ kind: "token", problem: { code } });
  });

  it.each<[number, string]>([
    [31486, "busy"],
    [31480, "noAnswer"],
    [31603, "declined"],
    [31008, "cancelled"],
  ])("%i is no error: the call was %s", (code, reason) => {
    expect(byCode(code)).toEqual({ kind: "ended", reason });
  });

  it("carries its code where nobody knows it", () => {
    expect(byCode(64_999)).toEqual(problem("unknown", 64_999));
    expect(meaningOf({ code: null, name: "TypeError" })).toEqual(problem("unknown"));
  });
});

describe("a failure of the microphone", () => {
  it.each([
    ["NotAllowedError", "microphoneBlocked"],
    ["NotFoundError", "microphoneMissing"],
    ["OverconstrainedError", "microphoneMissing"],
    ["NotReadableError", "microphoneBusy"],
    ["NotSupportedError", "browserUnsupported"],
  ])("%s is %s", (name, kind) => {
    expect(meaningOf({ code: null, name })).toEqual(problem(kind));
  });

  it("is told by the browser's name rather than by Twilio's code for all of them", () => {
    expect(meaningOf({ code: 31402, name: "NotFoundError" })).toEqual(problem("microphoneMissing", 31402));
    expect(meaningOf({ code: 31402, name: "AcquisitionFailedError" })).toEqual(problem("microphoneBusy", 31402));
  });

  it("is not seen in a code that is about something else", () => {
    expect(meaningOf({ code: 31486, name: "NotFoundError" })).toEqual({ kind: "ended", reason: "busy" });
  });
});

it("a speaker that cannot be used has its own sentence", () => {
  expect(speakerProblem()).toEqual({ kind: "speakerUnavailable", code: null });
});
