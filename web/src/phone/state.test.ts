import { describe, expect, it } from "vitest";
import type { Call, E164, PhoneState } from "./model";
import { initialState, reduce, type CallEvent, type PhoneEvent } from "./state";

const OWN = "+815031234567" as E164;
const PEER = "+819059876543" as E164;
const NOW = 1_800_000_000_000;

const unpaired = initialState("en", ["en", "ja"]);
const idle: PhoneState = { ...unpaired, pairing: { number: OWN, key: null }, session: { kind: "ready" } };
const waiting = { id: "B", peer: "+81312345678" };

/** The phone in each kind of call; the call is `A`. */
const calls = {
  idle: { kind: "idle" },
  incoming: { kind: "incoming", id: "A", peer: PEER, since: NOW },
  answering: { kind: "incoming", id: "A", peer: PEER, since: NOW, answering: true },
  connecting: { kind: "connecting", id: "A", peer: PEER, since: NOW },
  ringing: { kind: "ringing", id: "A", peer: PEER, since: NOW },
  talking: {
    kind: "talking",
    id: "A",
    direction: "out",
    peer: PEER,
    since: NOW,
    muted: false,
    reconnecting: false,
    digits: "",
    quality: null,
  },
  ended: { kind: "ended", peer: PEER, reason: "hungUp", seconds: 12 },
} as const satisfies Record<string, Call>;
type Kind = keyof typeof calls;
const kinds = Object.keys(calls) as Kind[];

/** Each thing that can happen to call `A`, one minute later. */
const events = {
  callPlaced: { type: "callPlaced", id: "C", peer: PEER, at: NOW + 60_000 },
  callArrived: { type: "callArrived", id: "C", peer: null, at: NOW + 60_000 },
  callRinging: { type: "callRinging", id: "A" },
  callAnswering: { type: "callAnswering", id: "A" },
  callAnswered: { type: "callAnswered", id: "A", at: NOW + 60_000 },
  callSaid: { type: "callSaid", id: "A", text: "Bonjour.", language: "fr-FR" },
  callMuted: { type: "callMuted", id: "A", muted: true },
  callDigit: { type: "callDigit", id: "A", digit: "5" },
  callReconnecting: { type: "callReconnecting", id: "A" },
  callReconnected: { type: "callReconnected", id: "A" },
  callQuality: { type: "callQuality", id: "A", quality: "packetLoss" },
  callEnded: { type: "callEnded", id: "A", reason: "missed", at: NOW + 60_000 },
  endShown: { type: "endShown" },
} as const satisfies { [T in CallEvent["type"]]: CallEvent & { type: T } };
type Name = keyof typeof events;
const names = Object.keys(events) as Name[];

const caption = { text: "Bonjour.", language: "fr-FR" };
const justTalking = { ...calls.talking, since: NOW + 60_000 };
const over = (seconds: number): Call => ({ kind: "ended", peer: PEER, reason: "missed", seconds });

/** Every transition that exists. Whatever is not here is impossible and must change nothing. */
const transitions: { [K in Kind]: Partial<Record<Name, Call | { readonly waits: string }>> } = {
  idle: {
    callPlaced: { ...calls.connecting, id: "C", since: NOW + 60_000 },
    callArrived: { kind: "incoming", id: "C", peer: null, since: NOW + 60_000 },
  },
  incoming: {
    callArrived: { waits: "C" },
    callAnswering: calls.answering,
    callAnswered: { ...justTalking, direction: "in" },
    callEnded: over(0),
  },
  answering: {
    callArrived: { waits: "C" },
    callSaid: { ...calls.answering, caption },
    callAnswered: { ...justTalking, direction: "in" },
    callEnded: over(0),
  },
  connecting: {
    callArrived: { waits: "C" },
    callRinging: calls.ringing,
    callSaid: { ...calls.connecting, caption },
    callAnswered: justTalking,
    callEnded: over(0),
  },
  ringing: {
    callArrived: { waits: "C" },
    callSaid: { ...calls.ringing, caption },
    callAnswered: justTalking,
    callEnded: over(0),
  },
  talking: {
    callArrived: { waits: "C" },
    callSaid: { ...calls.talking, caption },
    callMuted: { ...calls.talking, muted: true },
    callDigit: { ...calls.talking, digits: "5" },
    callReconnecting: { ...calls.talking, reconnecting: true },
    callQuality: { ...calls.talking, quality: "packetLoss" },
    callEnded: over(60),
  },
  ended: {
    callPlaced: { ...calls.connecting, id: "C", since: NOW + 60_000 },
    callArrived: { kind: "incoming", id: "C", peer: null, since: NOW + 60_000 },
    endShown: { kind: "idle" },
  },
};

describe.each(kinds)("a phone whose call is %s", (kind) => {
  const before: PhoneState = { ...idle, call: calls[kind] };

  it.each(names)("hears %s", (name) => {
    const expected = transitions[kind][name];
    const after = reduce(before, events[name]);
    if (expected === undefined) {
      expect(after, "the very same state").toBe(before);
    } else if ("waits" in expected) {
      expect(after).toEqual({ ...before, waiting: { id: expected.waits, peer: null } });
    } else {
      expect(after).toEqual({ ...before, call: expected });
    }
  });

  it.each(names.filter((name) => "id" in events[name] && name !== "callPlaced" && name !== "callArrived"))(
    "does not take another call's %s for its own",
    (name) => {
      expect(reduce(before, { ...events[name], id: "Z" } as PhoneEvent)).toBe(before);
    },
  );
});

describe("a call in progress", () => {
  const talking: PhoneState = { ...idle, call: calls.talking };
  const all = (state: PhoneState, ...happened: PhoneEvent[]) => happened.reduce(reduce, state);

  it("comes back from reconnecting", () => {
    expect(all(talking, events.callReconnecting, events.callReconnected)).toEqual(talking);
  });

  it("can be unmuted", () => {
    expect(all(talking, events.callMuted, { type: "callMuted", id: "A", muted: false })).toEqual(talking);
  });

  it("does not change when told twice", () => {
    for (const event of [events.callMuted, events.callReconnecting, events.callQuality]) {
      const once = reduce(talking, event);
      expect(reduce(once, event)).toBe(once);
    }
  });

  it("collects what is pressed", () => {
    const after = all(talking, events.callDigit, { type: "callDigit", id: "A", digit: "#" });
    expect(after.call).toMatchObject({ digits: "5#" });
  });

  it("keeps what was said to its end, and no longer", () => {
    const connecting: PhoneState = { ...idle, call: calls.connecting };
    const after = all(connecting, events.callSaid, events.callAnswered);
    expect(after.call).toEqual({ ...justTalking, caption });
    expect(all(after, events.callEnded).call).toMatchObject({ kind: "ended", caption });
    expect(all(after, events.callEnded, events.endShown).call).toEqual({ kind: "idle" });
    expect(all(after, events.callArrived, events.callEnded).call).not.toHaveProperty("caption");
  });

  it("never lasts less than nothing when the clock is put back", () => {
    const after = reduce(talking, { type: "callEnded", id: "A", reason: "hungUp", at: NOW - 5_000 });
    expect(after.call).toMatchObject({ kind: "ended", seconds: 0 });
  });
});

describe("a waiting call", () => {
  const busy: PhoneState = { ...idle, call: calls.talking, waiting };

  it("takes the place of the current one when it is answered", () => {
    const after = reduce(busy, { type: "callAnswered", id: "B", at: NOW + 1 });
    expect(after).toEqual({
      ...busy,
      waiting: null,
      call: { ...calls.talking, id: "B", direction: "in", peer: waiting.peer, since: NOW + 1 },
    });
  });

  it("leaves the news of the call before it without effect", () => {
    const after = reduce(busy, { type: "callAnswered", id: "B", at: NOW + 1 });
    expect(reduce(after, events.callEnded)).toBe(after);
  });

  it("goes away by itself", () => {
    expect(reduce(busy, { type: "callEnded", id: "B", reason: "missed", at: NOW })).toEqual({ ...busy, waiting: null });
  });

  it.each(["incoming", "connecting", "ringing", "talking"] as const)("rings when the %s call ends", (kind) => {
    const after = reduce({ ...busy, call: calls[kind] }, events.callEnded);
    expect(after).toEqual({ ...busy, waiting: null, call: { kind: "incoming", ...waiting, since: NOW + 60_000 } });
  });

  it("is not pushed out by a third", () => {
    expect(reduce(busy, events.callArrived)).toBe(busy);
  });

  it("is not the current call told twice", () => {
    const ringing: PhoneState = { ...idle, call: calls.incoming };
    expect(reduce(ringing, { ...events.callArrived, id: "A" })).toBe(ringing);
  });
});

describe("the phone around the call", () => {
  it("cannot call while no number is chosen", () => {
    expect(reduce(unpaired, events.callPlaced)).toBe(unpaired);
  });

  it("clears an old problem when a call is placed", () => {
    expect(reduce({ ...idle, problem: { kind: "unknown", code: 1 } }, events.callPlaced).problem).toBeNull();
  });

  it("takes back that a number was none when it is corrected, and nothing else", () => {
    const typed = (kind: "invalidNumber" | "storageFull") =>
      reduce({ ...idle, problem: { kind, code: null } }, { type: "dialledChanged", dialled: "1" }).problem?.kind;
    expect([typed("invalidNumber"), typed("storageFull")]).toEqual([undefined, "storageFull"]);
  });

  it("starts when it is paired and stops when it is forgotten", () => {
    const paired = reduce(unpaired, { type: "paired", pairing: { number: OWN, key: "k" } });
    expect(paired).toEqual({ ...unpaired, pairing: { number: OWN, key: "k" }, session: { kind: "starting" } });
    expect(reduce(paired, { type: "forgotten" })).toEqual(unpaired);
  });

  it("shows no session without a number, and no first visit with one", () => {
    expect(reduce(unpaired, { type: "sessionChanged", session: { kind: "ready" } })).toBe(unpaired);
    expect(reduce(idle, { type: "sessionChanged", session: { kind: "unpaired" } })).toBe(idle);
    expect(reduce(idle, { type: "sessionChanged", session: { kind: "ready" } })).toBe(idle);
    expect(reduce(idle, { type: "sessionChanged", session: { kind: "offline" } }).session).toEqual({ kind: "offline" });
    const elsewhere = reduce(idle, { type: "sessionChanged", session: { kind: "elsewhere" } });
    const promised = reduce(elsewhere, { type: "sessionChanged", session: { kind: "elsewhere", afterCall: true } });
    expect(promised.session).toEqual({ kind: "elsewhere", afterCall: true });
  });

  it("speaks only what is offered", () => {
    expect(reduce(idle, { type: "languageChosen", language: "fr" })).toBe(idle);
    expect(reduce(idle, { type: "languageChosen", language: "ja" }).language).toBe("ja");
  });

  it("takes over what the browser reports", () => {
    const devices = { ...idle.devices, microphone: "mic" };
    const recents = [{ id: "r", direction: "in", number: null, at: NOW, seconds: 0, answered: false }] as const;
    const after = [
      { type: "devicesChanged", devices },
      { type: "recentsChanged", recents },
      { type: "notificationsChanged", notifications: "granted" },
      { type: "dialledChanged", dialled: "050" },
      { type: "problemRaised", problem: { kind: "rateLimited", code: 31206 } },
    ].reduce((state, event) => reduce(state, event as PhoneEvent), idle);
    expect(after).toEqual({
      ...idle,
      devices,
      recents,
      notifications: "granted",
      dialled: "050",
      problem: { kind: "rateLimited", code: 31206 },
    });
    expect(reduce(after, { type: "problemDismissed" }).problem).toBeNull();
    expect(reduce(idle, { type: "problemDismissed" })).toBe(idle);
    expect(reduce(after, { type: "dialledChanged", dialled: "050" })).toBe(after);
  });
});
