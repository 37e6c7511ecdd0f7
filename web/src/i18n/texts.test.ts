import { describe, expect, it } from "vitest";
import type { Language } from "../phone/model";
import { textsIn } from "./texts";

const LANGUAGES: readonly Language[] = ["en", "ja", "fr"];

/** Every text of a language, with functions called as the page calls them. */
function all(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return all((value as (given: unknown) => unknown)(2));
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(all) : [];
}

describe("texts", () => {
  it.each(LANGUAGES)("leave nothing empty in %s", (language) => {
    expect(all(textsIn(language)).filter((text) => text.trim() === "")).toEqual([]);
  });

  it.each(LANGUAGES)("use typographic apostrophes and ellipses in %s", (language) => {
    expect(all(textsIn(language)).filter((text) => /'|"|\.\.\./.test(text))).toEqual([]);
  });

  it("keep French signs on the line of the word before them", () => {
    expect(all(textsIn("fr")).filter((text) => /(^|[^\u00a0\u202f])[;?!»]|[^\u00a0]:|«[^\u00a0]/.test(text))).toEqual([]);
  });

  it("write Japanese with its own punctuation", () => {
    expect(all(textsIn("ja")).filter((text) => /[ぁ-んァ-ヶ一-龠][.,?!]/.test(text))).toEqual([]);
  });

  it("count as each language counts", () => {
    expect([1, 3].map((count) => textsIn("en").recents.clearQuestion(count))).toEqual(["Delete this call?", "Delete all 3 calls?"]);
    expect([1, 3].map((count) => textsIn("fr").recents.clearQuestion(count))).toEqual([
      "Supprimer cet appel\u202f?",
      "Supprimer les 3 appels\u202f?",
    ]);
    expect(textsIn("ja").recents.clearQuestion(3)).toBe("3件の履歴を削除しますか？");
  });
});
