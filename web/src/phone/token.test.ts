import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserClock } from "./clock";
import type { E164, Pairing } from "./model";
import { dated, fetchToken } from "./token";

const NOW = 1_800_000_000_000;
const open: Pairing = { number: "+815031234567" as E164, key: null };
const keyed: Pairing = { ...open, key: "s3cret" };

const jwt = (claims: object) => `e30.${btoa(JSON.stringify(claims)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}.sig`;
const answering = (body: unknown, status = 200) => vi.fn(async () => new Response(JSON.stringify(body), { status }));
const ask = (request: typeof fetch, pairing = open) => fetchToken("/prod", pairing, browserClock, request);

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

describe("asking for a token", () => {
  it("sends the number, and the key where there is one", async () => {
    const request = answering({ capabilityToken: jwt({}), success: true });
    await ask(request, keyed);
    expect(request).toHaveBeenCalledWith("/prod/twilio/retrieve_capability_token", expect.objectContaining({
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Bearer s3cret" },
      body: '{"twilioPhoneNumber":"+815031234567"}',
      cache: "no-store",
      credentials: "omit",
    }));
  });

  it("sends no authorization without a key", async () => {
    const request = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response("{}"));
    await ask(request);
    expect(request.mock.calls[0]?.[1]?.headers).toEqual({ "Content-Type": "application/json" });
  });

  it("is answered with one that has its lifetime", async () => {
    const token = jwt({ iat: 1000, exp: 4600 });
    expect(await ask(answering({ capabilityToken: token, success: true }))).toEqual({
      kind: "token",
      token: { token, receivedAt: NOW, expiresAt: NOW + 3_600_000 },
    });
  });

  it("tells an unknown number from a wrong key by whether a key was shown", async () => {
    const refused = { capabilityToken: null, success: false };
    expect(await ask(answering(refused), open)).toEqual({ kind: "notRegistered" });
    expect(await ask(answering(refused), keyed)).toEqual({ kind: "wrongKey" });
  });

  it.each<[string, typeof fetch]>([
    ["a failing function", answering({ message: "Internal server error" }, 502)],
    ["a forbidding gateway", answering({ message: "Forbidden" }, 403)],
    ["an answer of another shape", answering({ message: "Internal server error" })],
    ["a token that is no text", answering({ capabilityToken: 1, success: true })],
    ["nothing at all", answering(null)],
    ["a page instead of JSON", vi.fn(async () => new Response("<html>"))],
    ["no network", vi.fn(async () => { throw new TypeError("Failed to fetch"); })],
  ])("finds %s out", async (_name, request) => {
    expect(await ask(request)).toEqual({ kind: "unreachable" });
  });

  it("gives up after ten seconds", async () => {
    const hanging = (_url: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
    const answer = ask(hanging);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await answer).toEqual({ kind: "unreachable" });
  });
});

describe("when a token ends", () => {
  const end = (token: string) => dated(token, NOW).expiresAt - NOW;

  it("is counted from now, whatever this machine's clock says", () => {
    expect(end(jwt({ iat: 5, exp: 65 }))).toBe(60_000);
  });

  it("is what `exp` says where the token does not tell when it was made", () => {
    expect(end(jwt({ exp: NOW / 1000 + 90 }))).toBe(90_000);
    expect(end(jwt({ exp: 1 }))).toBe(0);
  });

  it.each(["", "x", "a.b.c", jwt({ exp: "soon" }), `e30.${btoa("null")}.x`])("is an hour from now for %j", (token) => {
    expect(end(token)).toBe(3_600_000);
  });
});
