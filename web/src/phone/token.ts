import type { Clock } from "./clock";
import type { Pairing } from "./model";

/** A token, and until when it is good by this machine's own clock. */
export interface Token {
  readonly token: string;
  readonly receivedAt: number;
  readonly expiresAt: number;
}

export type TokenAnswer =
  | { readonly kind: "token"; readonly token: Token }
  | { readonly kind: "notRegistered" }
  | { readonly kind: "wrongKey" }
  | { readonly kind: "unreachable" };

/** Longer than the function needs from cold, shorter than a person waits before doubting the page. */
const TIMEOUT_MS = 10_000;

/** The lifetime to reckon with where a token does not tell: the API's default. */
const ASSUMED_LIFETIME_MS = 3_600_000;

/** What the API answers to the request for a token, or why there is none. Never rejects. */
export async function fetchToken(api: string, pairing: Pairing, clock: Clock, request: typeof fetch = fetch): Promise<TokenAnswer> {
  const abort = new AbortController();
  const stop = clock.after(TIMEOUT_MS, () => abort.abort());
  try {
    const response = await request(`${api}/twilio/retrieve_capability_token`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(pairing.key === null ? {} : { Authorization: `Bearer ${pairing.key}` }),
      },
      body: JSON.stringify({ twilioPhoneNumber: pairing.number }),
      // A token is a secret: no cache may keep it, and no cookie of a neighbour on the same host belongs to it.
      cache: "no-store",
      credentials: "omit",
      signal: abort.signal,
    });
    return response.ok ? read(await response.json(), pairing, clock.now()) : { kind: "unreachable" };
  } catch {
    return { kind: "unreachable" };
  } finally {
    stop();
  }
}

function read(answer: unknown, pairing: Pairing, now: number): TokenAnswer {
  if (typeof answer !== "object" || answer === null || !("success" in answer) || !("capabilityToken" in answer)) {
    return { kind: "unreachable" };
  }
  const { success, capabilityToken } = answer;
  if (success === true && typeof capabilityToken === "string") {
    return { kind: "token", token: dated(capabilityToken, now) };
  }
  if (success !== false) {
    return { kind: "unreachable" };
  }
  // The API answers a wrong key and an unknown number alike, on purpose; only this page knows whether it showed a key.
  return { kind: pairing.key === null ? "notRegistered" : "wrongKey" };
}

/**
 * `token` with its end read from the payload. The signature is Twilio's to check, not the page's.
 *
 * Where the payload says how long the token lives (`exp` and `iat`), that span is counted from now: a machine whose clock is
 * an hour off must not throw away good tokens, nor keep dead ones.
 */
export function dated(token: string, now: number): Token {
  const { exp, iat } = claims(token);
  const lifetime = exp === null ? ASSUMED_LIFETIME_MS : iat === null ? exp * 1000 - now : (exp - iat) * 1000;
  return { token, receivedAt: now, expiresAt: now + Math.max(0, lifetime) };
}

function claims(token: string): { exp: number | null; iat: number | null } {
  try {
    const payload: unknown = JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")));
    return { exp: seconds(payload, "exp"), iat: seconds(payload, "iat") };
  } catch {
    return { exp: null, iat: null };
  }
}

function seconds(payload: unknown, name: string): number | null {
  const value = typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>)[name] : null;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
