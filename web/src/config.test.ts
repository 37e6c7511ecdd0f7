import { expect, it } from "vitest";
import { parseConfig } from "./config";

it("reads what the installation says", () => {
  const text = JSON.stringify({
    api: "https://api.example/prod/",
    edges: { "+81": ["tokyo", "singapore"], "": ["roaming"] },
    languages: ["ja", "en"],
    signalling: "localhost:8080",
  });
  expect(parseConfig(text)).toEqual({
    api: "https://api.example/prod",
    edges: { "+81": ["tokyo", "singapore"], "": ["roaming"] },
    languages: ["ja", "en"],
    signalling: "localhost:8080",
  });
});

it.each(["{}", "null", '{"api":1,"edges":[],"languages":["xx"],"signalling":null}'])("makes do with %s", (text) => {
  expect(parseConfig(text)).toEqual({ api: "/prod", edges: {}, languages: ["en", "ja", "fr"] });
});

it("does not hide a file that is no JSON", () => {
  expect(() => parseConfig("<html>")).toThrow(SyntaxError);
});
