import { describe, expect, it } from "vitest";
import { caretIn, plainDigits, shortened } from "./numbers";

describe("shortened", () => {
  it("cuts a name that is absurdly long, between letters", () => {
    expect(shortened("x".repeat(500))).toBe(`${"x".repeat(39)}…`);
    expect([...shortened("😀".repeat(60))]).toHaveLength(40);
  });

  it("drops what could disguise a name", () => {
    expect(shortened("abc\u202Edef\u0007\n")).toBe("abcdef");
  });

  it("leaves markup as the text it is", () => {
    expect(shortened("<b>Ann</b>")).toBe("<b>Ann</b>");
  });
});

describe("plainDigits", () => {
  it("takes off separators, and only from numbers", () => {
    expect(plainDigits("(050) 3123-4567")).toBe("05031234567");
    expect(plainDigits("+81 50–3123–4567")).toBe("+815031234567");
    expect(plainDigits("*21#")).toBe("*21#");
    expect(plainDigits("tel:+81 50")).toBe("tel:+81 50");
  });
});

describe("caretIn", () => {
  it("keeps the caret behind the digit that was typed", () => {
    // 050|3 became 050-3: three digits stand before the caret in both.
    expect(caretIn("050-3", "0503", 3)).toBe(3);
    expect(caretIn("050-3", "0503", 4)).toBe(5);
    expect(caretIn("+81 50", "+8150", 5)).toBe(6);
  });

  it("goes to the end where formatting dropped digits", () => {
    expect(caretIn("12", "1234", 4)).toBe(2);
  });
});
