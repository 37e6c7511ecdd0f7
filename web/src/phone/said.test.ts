import { expect, it } from "vitest";
import { parseSaid } from "./said";

it("is read from JSON", () => {
  const content = '{"say":7,"text":"Bonjour.","language":"fr-FR"}';
  expect(parseSaid(content)).toEqual({ say: 7, text: "Bonjour.", language: "fr-FR" });
  expect(parseSaid(JSON.parse(content))).toEqual({ say: 7, text: "Bonjour.", language: "fr-FR" });
});

it.each([
  undefined,
  null,
  7,
  "",
  "{",
  "null",
  "[]",
  '{"say":"7","text":"Hello.","language":"en-US"}',
  '{"say":7,"language":"en-US"}',
  '{"say":7,"text":" ","language":"en-US"}',
  '{"say":7,"text":"Hello."}',
  '{"say":7,"text":"Hello.","language":"<b>"}',
])("is nothing in %j", (content) => {
  expect(parseSaid(content)).toBeNull();
});
