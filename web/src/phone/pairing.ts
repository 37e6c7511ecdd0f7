import type { Pairing } from "./model";
import { isE164 } from "./number";
import type { Memory } from "./storage";

const NAME = "pairing";

/** Which phone this browser was the last time. */
export function keptPairing(memory: Memory): Pairing | null {
  const kept = memory.read(NAME);
  if (typeof kept !== "object" || kept === null || !("number" in kept) || typeof kept.number !== "string" || !isE164(kept.number)) {
    return null;
  }
  const key = "key" in kept && typeof kept.key === "string" && kept.key !== "" ? kept.key : null;
  return { number: kept.number, key };
}

export function keepPairing(memory: Memory, pairing: Pairing): void {
  memory.write(NAME, pairing);
}

export function forgetPairing(memory: Memory): void {
  memory.forget(NAME);
}

/** What a link says which pairs in one tap: `#number=%2B815031234567&key=…`. */
export interface Invitation {
  /** In any format. */
  readonly number: string;
  readonly key: string | null;
}

/** The address bar, as far as a pairing link needs it. */
export interface AddressBar {
  readonly hash: string;
  readonly pathname: string;
  readonly search: string;
}

/**
 * Takes the invitation out of the address bar, once. The key must not stay there: it would be bookmarked, shared in a
 * screenshot and kept in the history. It is in the fragment because a fragment is never sent to a server.
 */
export function takeInvitation(address: AddressBar, replace: (url: string) => void): Invitation | null {
  // A `+` in a fragment is a blank to URLSearchParams, and people write the number with one.
  const fields = new URLSearchParams(address.hash.replace(/^#/, "").replaceAll("+", "%2B"));
  const number = fields.get("number");
  if (number === null) {
    return null;
  }
  replace(address.pathname + address.search);
  const key = fields.get("key");
  return { number, key: key === null || key === "" ? null : key };
}
