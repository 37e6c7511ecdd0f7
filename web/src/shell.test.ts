import { expect, it } from "vitest";
import { handling, type Shell } from "./shell";

const shell: Shell = { version: "1", files: ["index.html", "assets/index-abc.js", "sounds/ring.wav"] };
const base = "https://phone.example/prod/service-worker.js";
const get = (path: string) => handling(shell, base, "GET", `https://phone.example${path}`);

it("asks the network first for the page and its configuration", () => {
  expect(["/prod/", "/prod/index.html", "/prod/config.json", "/prod/#number=1"].map(get)).toEqual(
    Array(4).fill("networkFirst"),
  );
});

it("keeps what the build made", () => {
  expect(["/prod/assets/index-abc.js", "/prod/sounds/ring.wav"].map(get)).toEqual(["cacheFirst", "cacheFirst"]);
});

it("leaves everything else alone, the token above all", () => {
  const token = "/prod/twilio/retrieve_capability_token";
  expect(["/prod/assets/index-old.js", "/prod/?a=b", "/", "/other/index.html", token].map(get)).toEqual(
    Array(5).fill("untouched"),
  );
  expect(handling(shell, base, "POST", `https://phone.example${token}`)).toBe("untouched");
  expect(handling(shell, base, "GET", "https://sdk.twilio.com/prod/index.html")).toBe("untouched");
});
