import { beforeEach, describe, expect, it, vi } from "vitest";
import { chooseLanguage, keepLanguage } from "./language";
import type { E164, Recent } from "./model";
import { forgetPairing, keepPairing, keptPairing, takeInvitation } from "./pairing";
import { clearRecents, deleteRecent, keepRecent, keptRecents, lastDialled } from "./recents";
import { Memory, type Store } from "./storage";
import { FakeStore } from "./testing/fake-store";

const pairing = { number: "+815031234567" as E164, key: "s3cret" };
const recent = (id: string, more: Partial<Recent> = {}): Recent => ({
  id,
  direction: "in",
  number: "+819059876543",
  at: 1_800_000_000_000,
  seconds: 0,
  answered: false,
  ...more,
});

let store: FakeStore;
let memory: Memory;
beforeEach(() => {
  store = new FakeStore();
  memory = new Memory(() => store);
});

describe("the pairing", () => {
  it("is kept until it is forgotten", () => {
    expect(keptPairing(memory)).toBeNull();
    keepPairing(memory, pairing);
    expect(keptPairing(new Memory(() => store))).toEqual(pairing);
    forgetPairing(memory);
    expect(store.values.size).toBe(0);
  });

  it.each(["", "{", "null", "[]", '{"number":1}', '{"number":"050"}'])("%j in the storage is none", (text) => {
    store.setItem("switchboard.pairing", text);
    expect(keptPairing(memory)).toBeNull();
  });

  it("without a usable key has none", () => {
    store.setItem("switchboard.pairing", '{"number":"+815031234567","key":7}');
    expect(keptPairing(memory)).toEqual({ number: "+815031234567", key: null });
  });
});

describe("a pairing link", () => {
  const open = (hash: string) => {
    const replace = vi.fn();
    return { invitation: takeInvitation({ hash, pathname: "/phone/", search: "?a=b" }, replace), replace };
  };

  it.each([
    ["#number=%2B815031234567&key=abc", { number: "+815031234567", key: "abc" }],
    // As the operator's tool prints it.
    [
      "#number=%2B815031234567&key=DsE0-eANteVdsmuMVHgUE_3uruv2R4OpgFkoqqQst44",
      { number: "+815031234567", key: "DsE0-eANteVdsmuMVHgUE_3uruv2R4OpgFkoqqQst44" },
    ],
    ["#number=+815031234567&key=a+b", { number: "+815031234567", key: "a+b" }],
    ["#number=050-3123-4567", { number: "050-3123-4567", key: null }],
    ["#key=&number=1", { number: "1", key: null }],
  ])("%s is read once and leaves the address bar", (hash, expected) => {
    const { invitation, replace } = open(hash);
    expect(invitation).toEqual(expected);
    expect(replace).toHaveBeenCalledExactlyOnceWith("/phone/?a=b");
  });

  it.each(["", "#", "#recents", "#key=abc"])("%j is no invitation, and stays", (hash) => {
    const { invitation, replace } = open(hash);
    expect(invitation).toBeNull();
    expect(replace).not.toHaveBeenCalled();
  });
});

describe("recent calls", () => {
  it("are kept, the latest first, a hundred of them", () => {
    for (let call = 1; call <= 120; call += 1) {
      keepRecent(memory, recent(String(call)));
    }
    const kept = keptRecents(new Memory(() => store));
    expect(kept).toHaveLength(100);
    expect([kept[0]?.id, kept[99]?.id]).toEqual(["120", "21"]);
  });

  it("can be deleted one by one and all at once", () => {
    keepRecent(memory, recent("a"));
    keepRecent(memory, recent("b"));
    expect(deleteRecent(memory, "b").map(({ id }) => id)).toEqual(["a"]);
    expect(clearRecents(memory)).toEqual([]);
    expect(keptRecents(memory)).toEqual([]);
  });

  it("of another shape are left out", () => {
    store.setItem("switchboard.recents", JSON.stringify([recent("a"), { id: "b" }, null, 3]));
    expect(keptRecents(memory).map(({ id }) => id)).toEqual(["a"]);
  });

  it("tell what was dialled last", () => {
    expect(lastDialled([recent("a"), recent("b", { direction: "out", number: "+81312345678" })])).toBe("+81312345678");
    expect(lastDialled([recent("a")])).toBeNull();
  });
});

describe("the language", () => {
  it.each([
    [["fr-CA", "en"], "fr"],
    [["de", "ja-JP"], "ja"],
    [["de"], "en"],
    [[], "en"],
  ])("for a browser that asks for %j is %s", (wanted, language) => {
    expect(chooseLanguage(memory, wanted, ["en", "ja", "fr"])).toBe(language);
  });

  it("that was chosen by hand is kept, as long as it is offered", () => {
    keepLanguage(memory, "ja");
    expect(chooseLanguage(memory, ["fr"], ["en", "ja", "fr"])).toBe("ja");
    expect(chooseLanguage(memory, ["fr"], ["en", "fr"])).toBe("fr");
  });
});

describe("a storage that refuses", () => {
  const refusing: Store = {
    getItem: () => { throw new DOMException("no", "SecurityError"); },
    setItem: () => { throw new DOMException("full", "QuotaExceededError"); },
    removeItem: () => { throw new DOMException("no", "SecurityError"); },
  };

  it.each<[string, () => Store]>([
    ["each request", () => refusing],
    ["even to be looked at", () => { throw new DOMException("blocked", "SecurityError"); }],
  ])("%s leaves a phone that works until it is closed", (_name, broken) => {
    const full = vi.fn();
    const forgetful = new Memory(broken, full);
    keepPairing(forgetful, pairing);
    expect(full).toHaveBeenCalledOnce();
    expect(keptPairing(forgetful)).toEqual(pairing);
    forgetPairing(forgetful);
    expect(keptPairing(forgetful)).toBeNull();
  });
});
