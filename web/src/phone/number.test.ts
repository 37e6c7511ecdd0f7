import { describe, expect, it } from "vitest";
import type { E164 } from "./model";
import { callerOf, candidates, formatAsYouType, formatted, homeCountry, isE164, normalise, type Whereabouts } from "./number";

const nowhere: Whereabouts = { own: null, languages: [], timeZone: null, served: [] };
const japanesePhone: Whereabouts = { ...nowhere, own: "+815031234567" as E164, languages: ["en-US"] };

describe("the country of a national number", () => {
  it.each<[string, Whereabouts, string]>([
    ["the phone's own number, before the browser's language", japanesePhone, "JP"],
    ["the region that the browser names", { ...nowhere, languages: ["en-GB", "ja"] }, "GB"],
    ["the language, where it names no region", { ...nowhere, languages: ["ja"] }, "JP"],
    ["the script between language and region is no country", { ...nowhere, languages: ["zh-Hant-TW"] }, "TW"],
    ["the time zone", { ...nowhere, timeZone: "Asia/Tokyo" }, "JP"],
    ["the numbers that this installation serves", { ...nowhere, served: ["+81", "fr"] }, "JP"],
    ["nothing at all", nowhere, "US"],
  ])("comes from %s", (_name, where, country) => {
    expect(homeCountry(where)).toBe(country);
  });

  it("is the own number's alone once that is known", () => {
    expect(candidates({ ...japanesePhone, languages: ["fr-FR"], timeZone: "Europe/Paris" })).toEqual(["JP"]);
  });
});

describe("a number in any format", () => {
  const japan = candidates({ ...nowhere, languages: ["ja"] });

  it.each([
    "050-3123-4567",
    "05031234567",
    "050 3123 4567",
    "(050) 3123-4567",
    "050.3123.4567",
    "０５０－３１２３－４５６７",
    "０５０ー３１２３ー４５６７",
    "050‐3123‐4567",
    "050–3123—4567",
    "050−3123−4567",
    " 050\u00a03123\u30004567 ",
    "+81-50-3123-4567",
    "+81 50 3123 4567",
    "＋８１ ５０ ３１２３ ４５６７",
    "+81 (0)50-3123-4567",
    "tel:+81-50-3123-4567",
    "TEL: 050-3123-4567",
    "電話：050-3123-4567",
    "81 50 3123 4567",
  ])("%s is +815031234567 in Japan", (text) => {
    expect(normalise(text, japan)).toBe("+815031234567");
  });

  it("is found in the next likely country where the first has no such number", () => {
    expect(normalise("050-3123-4567", candidates({ ...nowhere, languages: ["en-US"], timeZone: "Asia/Tokyo" }))).toBe("+815031234567");
    expect(normalise("050-3123-4567", candidates({ ...nowhere, languages: ["en-US"], served: ["+81"] }))).toBe("+815031234567");
  });

  it("with a country needs no other hint", () => {
    expect(normalise("+33 6 12 34 56 78", [])).toBe("+33612345678");
    expect(normalise("+1 (415) 555-2671", japan)).toBe("+14155552671");
  });

  it.each(["", "hello", "+", "+81", "110", "12", "+1234567890123456789", "*#06#", "<b>1</b>"])("%j is no number", (text) => {
    expect(normalise(text, japan)).toBeNull();
  });
});

describe("writing a number", () => {
  it.each([
    ["0503123", "050-3123"],
    ["05031234567", "050-3123-4567"],
    ["０５０", "050"],
    ["+815031234567", "+81 50 3123 4567"],
    ["*21#", "*21#"],
    ["", ""],
  ])("%j is shown as %j while it is typed in Japan", (typed, shown) => {
    expect(formatAsYouType(typed, "JP")).toBe(shown);
  });

  it("is national at home and international elsewhere", () => {
    expect(formatted("+815031234567", "JP")).toBe("050-3123-4567");
    expect(formatted("+815031234567", "FR")).toBe("+81 50 3123 4567");
    expect(formatted("reception", "JP")).toBe("reception");
  });
});

describe("who calls", () => {
  it.each([
    ["+819059876543", "+819059876543"],
    ["client:reception", "reception"],
    ["anonymous", null],
    ["Restricted", null],
    ["+266696687", null],
    ["", null],
    [undefined, null],
  ])("%j is %j", (from, caller) => {
    expect(callerOf(from)).toBe(caller);
  });

  it("can be called back only where it is a number", () => {
    expect(["+819059876543", "reception", "+0", null].map(isE164)).toEqual([true, false, false, false]);
  });
});
