import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeStore } from "./testing/fake-store";
import { OWN, PEER, readyRig, rig, type Rig } from "./testing/phone-rig";

const NOW = 1_800_000_000_000;
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

/** Calls `PEER`, and is answered. */
async function talk(made: Rig): Promise<string> {
  made.phone.callBack(PEER);
  await pass(0);
  const { call } = made.phone.state;
  const id = "id" in call ? call.id : "";
  made.telephone.tell({ type: "ringing", id, earlyMedia: true });
  made.telephone.tell({ type: "accepted", id });
  made.telephone.takeAsked();
  return id;
}

describe("the first visit", () => {
  it("asks for a number, and is ready with one in any format", async () => {
    const { phone, telephone, store } = rig({ languages: ["ja-JP"] });
    phone.start();
    expect(phone.state).toMatchObject({ pairing: null, session: { kind: "unpaired" }, language: "ja" });
    expect(phone.pair("０５０-3123-4567", " k ")).toBe(true);
    await pass(0);
    expect(phone.state).toMatchObject({ pairing: { number: OWN, key: "k" }, session: { kind: "ready" } });
    expect(telephone.options).toEqual({ edges: ["tokyo", "singapore"], signalling: null, speaker: null });
    expect(JSON.parse(store.getItem("switchboard.pairing") ?? "")).toEqual({ number: OWN, key: "k" });
  });

  it("does not take what is no number", () => {
    const { phone } = rig();
    phone.start();
    expect(phone.pair("hello", null)).toBe(false);
    expect(phone.state).toMatchObject({ pairing: null, problem: { kind: "invalidNumber", code: null } });
  });

  it("by a link pairs at once", async () => {
    const { phone } = rig({ invitation: { number: OWN, key: "k" } });
    phone.start();
    await pass(0);
    expect(phone.state).toMatchObject({ pairing: { number: OWN, key: "k" }, session: { kind: "ready" } });
  });

  it("is the last one until the number is forgotten", async () => {
    const store = new FakeStore();
    await readyRig({ store });
    const { phone, telephone } = rig({ store });
    phone.start();
    await pass(0);
    expect(phone.state.session.kind).toBe("ready");
    phone.forget();
    await pass(0);
    expect(phone.state).toMatchObject({ pairing: null, session: { kind: "unpaired" } });
    expect(telephone.registration).toBe("stopped");
    expect(store.getItem("switchboard.pairing")).toBeNull();
  });

  it("shows what the API thinks of the number", async () => {
    const made = rig();
    made.answer = ({ key }) => ({ kind: key === null ? "notRegistered" : "wrongKey" });
    made.phone.start();
    made.phone.pair(OWN, null);
    await pass(0);
    expect(made.phone.state.session.kind).toBe("notRegistered");
    made.phone.pair(OWN, "guess");
    await pass(0);
    expect(made.phone.state.session.kind).toBe("wrongKey");
  });

  it("works, and says so, where nothing can be kept", async () => {
    const store = new FakeStore();
    store.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    const { phone } = await readyRig({ store });
    expect(phone.state).toMatchObject({ session: { kind: "ready" }, problem: { kind: "storageFull" } });
  });
});

describe("calling", () => {
  it("takes what was dialled, and sends both numbers in E.164", async () => {
    const { phone, telephone } = await readyRig();
    for (const key of "090-5987-6543x") {
      phone.press(key);
    }
    expect(phone.state.dialled).toBe("09059876543");
    phone.dial();
    expect(phone.state).toMatchObject({ dialled: "", call: { kind: "connecting", peer: PEER, since: NOW } });
    await pass(0);
    expect(telephone.asked).toEqual(["connect own-2"]);
    expect(telephone.numbers).toEqual({ callerPhoneNumber: OWN, callOutgoingPhoneNumber: PEER });
  });

  it("goes through ringing and talking to the end, and is remembered", async () => {
    const { phone, telephone } = await readyRig();
    phone.callBack(PEER);
    await pass(0);
    telephone.tell({ type: "ringing", id: "own-2", earlyMedia: true });
    expect(phone.state.call.kind).toBe("ringing");
    await pass(5_000);
    telephone.tell({ type: "accepted", id: "own-2" });
    await pass(61_000);
    telephone.tell({ type: "disconnected", id: "own-2" });
    expect(phone.state.call).toEqual({ kind: "ended", peer: PEER, reason: "hungUp", seconds: 61 });
    expect(phone.state.recents).toEqual([
      { id: "own-2", direction: "out", number: PEER, at: NOW, seconds: 61, answered: true },
    ]);
    await pass(4_000);
    expect(phone.state.call).toEqual({ kind: "idle" });
  });

  it.each([
    [31486, "busy"],
    [31480, "noAnswer"],
    [31603, "declined"],
  ])("that ends with %i was %s, and is no problem", async (code, reason) => {
    const { phone, telephone } = await readyRig();
    phone.callBack(PEER);
    await pass(0);
    telephone.fails({ code }, "own-2");
    telephone.tell({ type: "disconnected", id: "own-2" });
    expect(phone.state).toMatchObject({ call: { kind: "ended", reason, seconds: 0 }, problem: null });
  });

  it("that nobody answers ends so", async () => {
    const { phone, telephone } = await readyRig();
    phone.callBack(PEER);
    await pass(0);
    telephone.tell({ type: "disconnected", id: "own-2" });
    expect(phone.state.call).toMatchObject({ kind: "ended", reason: "noAnswer" });
  });

  it("without a microphone fails, and says why", async () => {
    const { phone, telephone } = await readyRig();
    phone.callBack(PEER);
    await pass(0);
    telephone.fails({ code: 31402, name: "NotFoundError" }, "own-2");
    telephone.tell({ type: "disconnected", id: "own-2" });
    expect(phone.state).toMatchObject({
      call: { kind: "ended", reason: "failed" },
      problem: { kind: "microphoneMissing", code: 31402 },
    });
  });

  it("is cancelled before it is made", async () => {
    const { phone, telephone } = await readyRig();
    phone.callBack(PEER);
    phone.hangUp();
    await pass(0);
    expect(phone.state.call).toMatchObject({ kind: "ended", reason: "cancelled" });
    expect(telephone.asked).toEqual(["hangUp own-2"]);
  });

  it("fetches a token first where the last is nearly over, and gives up where there is none", async () => {
    const made = await readyRig();
    vi.setSystemTime(NOW + 3_700_000);
    made.answer = () => ({ kind: "unreachable" });
    made.phone.callBack(PEER);
    await pass(0);
    expect(made.phone.state).toMatchObject({ call: { kind: "ended", reason: "failed" }, problem: { kind: "connectionLost" } });
    expect(made.telephone.asked).toEqual([]);
  });

  it("is refused for what is no number of this phone's country", async () => {
    const { phone } = await readyRig();
    phone.setDialled("12");
    phone.dial();
    expect(phone.state).toMatchObject({ call: { kind: "idle" }, dialled: "12", problem: { kind: "invalidNumber" } });
  });

  it("recalls the last number into an empty field, and calls it at the second press", async () => {
    const { phone, telephone } = await readyRig();
    phone.dial();
    expect(phone.state).toMatchObject({ dialled: "", call: { kind: "idle" } });
    phone.callBack(PEER);
    phone.hangUp();
    await pass(4_000);
    phone.dial();
    expect(phone.state.dialled).toBe("09059876543");
    phone.dial();
    await pass(0);
    expect(telephone.numbers?.callOutgoingPhoneNumber).toBe(PEER);
  });

  it("plays ringing of its own where the network sends none", async () => {
    const made = await readyRig();
    made.phone.callBack(PEER);
    await pass(0);
    made.telephone.tell({ type: "ringing", id: "own-2", earlyMedia: false });
    expect(made.playing).toBe("ringback");
    made.telephone.tell({ type: "accepted", id: "own-2" });
    expect(made.playing).toBeNull();
  });

  it("is not possible twice at a time, nor before there is a number", async () => {
    const { phone, telephone } = rig();
    phone.start();
    phone.callBack(PEER);
    phone.pair(OWN, null);
    await pass(0);
    phone.callBack(PEER);
    phone.callBack("+81312345678");
    await pass(0);
    expect(telephone.asked.filter((what) => what.startsWith("connect"))).toEqual(["connect own-2"]);
  });
});

describe("being called", () => {
  it("rings, and says who calls to a person who is not looking", async () => {
    const made = await readyRig();
    made.surroundings.happens("hidden");
    made.telephone.tell({ type: "incoming", id: "CA1", from: PEER });
    expect(made.phone.state.call).toEqual({ kind: "incoming", id: "CA1", peer: PEER, since: NOW });
    expect([made.playing, made.attention, made.notified]).toEqual(["ring", `en: ${PEER}`, true]);
    made.surroundings.happens("woke");
    expect(made.notified).toBe(false);
    made.phone.answer();
    expect([made.playing, made.attention]).toEqual([null, null]);
    made.phone.answer();
    expect(made.telephone.asked).toEqual(["answer CA1"]);
    made.telephone.tell({ type: "accepted", id: "CA1" });
    expect(made.phone.state.call).toMatchObject({ kind: "talking", direction: "in", peer: PEER });
  });

  it("can be declined", async () => {
    const { phone, telephone } = await readyRig();
    telephone.tell({ type: "incoming", id: "CA1", from: "anonymous" });
    phone.decline();
    expect(telephone.asked).toEqual(["decline CA1"]);
    expect(phone.state.call).toEqual({ kind: "ended", peer: null, reason: "declined", seconds: 0 });
    expect(phone.state.recents[0]).toMatchObject({ direction: "in", number: null, answered: false });
  });

  it("and giving up is a missed call", async () => {
    const made = await readyRig();
    made.telephone.tell({ type: "incoming", id: "CA1", from: PEER });
    made.telephone.tell({ type: "cancelled", id: "CA1" });
    expect(made.phone.state).toMatchObject({ call: { kind: "ended", reason: "missed" }, problem: null });
    expect([made.playing, made.attention]).toEqual([null, null]);
  });

  it("with a blocked microphone says how to allow it", async () => {
    const { phone, telephone } = await readyRig();
    telephone.tell({ type: "incoming", id: "CA1", from: PEER });
    phone.answer();
    telephone.fails({ code: 31401, name: "NotAllowedError" }, "CA1");
    telephone.tell({ type: "disconnected", id: "CA1" });
    expect(phone.state).toMatchObject({ call: { kind: "ended", reason: "failed" }, problem: { kind: "microphoneBlocked" } });
  });
});

describe("in a call", () => {
  it("mutes, sends tones and hangs up", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.phone.setMuted(true);
    for (const key of "1+#") {
      made.phone.press(key);
    }
    expect(made.phone.state.call).toMatchObject({ muted: true, digits: "1#" });
    made.phone.hangUp();
    expect(made.telephone.asked).toEqual([`mute ${id}`, `digits ${id} 1`, `digits ${id} #`, `hangUp ${id}`]);
    expect(made.phone.state).toMatchObject({ call: { kind: "ended", reason: "hungUp" }, dialled: "" });
  });

  it("says what is wrong with the sound, and shows the level of the microphone", async () => {
    const made = await readyRig();
    const id = await talk(made);
    const levels: number[] = [];
    const stop = made.phone.onInputLevel((level) => levels.push(level));
    made.telephone.tell({ type: "volume", id, input: 0.4 });
    stop();
    made.telephone.tell({ type: "volume", id, input: 0.9 });
    expect(levels).toEqual([0.4]);
    made.telephone.tell({ type: "warning", id, name: "high-rtt" });
    expect(made.phone.state.call).toMatchObject({ quality: "highRoundTrip" });
    made.telephone.tell({ type: "warningCleared", id, name: "high-rtt" });
    expect(made.phone.state.call).toMatchObject({ quality: null });
  });

  it("survives the token, the network and the registration", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.telephone.tell({ type: "reconnecting", id });
    made.surroundings.happens("offline");
    made.telephone.becomes("unregistered");
    expect(made.phone.state).toMatchObject({ session: { kind: "offline" }, call: { kind: "talking", reconnecting: true } });
    made.surroundings.happens("online");
    made.telephone.becomes("registered");
    made.telephone.tell({ type: "reconnected", id });
    await pass(59 * 60_000);
    expect(made.phone.state).toMatchObject({ session: { kind: "ready" }, call: { kind: "talking", reconnecting: false } });
    expect(made.telephone.asked).toEqual(["token t"]);
  });

  it("shows and speaks what is said as text, and tells when it was heard", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.telephone.tell({ type: "said", id, say: 7, text: "Bonjour.", language: "fr-FR" });
    expect(made.phone.state.call).toMatchObject({ caption: { text: "Bonjour.", language: "fr-FR" } });
    expect(made.speaking).toMatchObject({ text: "Bonjour.", language: "fr-FR" });
    made.speaking?.done();
    expect(made.telephone.asked).toEqual([`spoken ${id} 7`]);
    made.telephone.tell({ type: "disconnected", id });
    expect(made.phone.state.call).toMatchObject({ kind: "ended", caption: { text: "Bonjour." } });
  });

  it("that is hung up is spoken in no more, and another call's sentence is not for it", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.telephone.tell({ type: "said", id: "Z", say: 1, text: "No.", language: "en-US" });
    expect([made.speaking, made.phone.state.call]).toMatchObject([null, { kind: "talking" }]);
    expect(made.phone.state.call).not.toHaveProperty("caption");
    made.telephone.tell({ type: "said", id, say: 7, text: "Bonjour.", language: "fr-FR" });
    made.phone.hangUp();
    expect(made.speaking).toBeNull();
  });

  it("that breaks before it was answered is told", async () => {
    const { phone, telephone } = await readyRig();
    phone.callBack(PEER);
    await pass(0);
    telephone.tell({ type: "lost", id: "own-2" });
    expect(phone.state).toMatchObject({ call: { kind: "ended", reason: "failed" }, problem: { kind: "connectionLost", code: 53001 } });
  });
});

describe("a second caller", () => {
  const second = { type: "incoming", id: "CA2", from: "+81312345678" } as const;

  it("is offered, and answered in the place of the first, without ringing aloud", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.telephone.tell(second);
    expect(made.phone.state.waiting).toEqual({ id: "CA2", peer: "+81312345678" });
    expect(made.playing).toBe("waiting");
    const rung: unknown[] = [];
    made.phone.subscribe(() => rung.push(made.playing));
    made.phone.answerWaiting();
    made.telephone.tell({ type: "disconnected", id });
    made.telephone.tell({ type: "accepted", id: "CA2" });
    expect(made.telephone.asked).toEqual([`hangUp ${id}`, "answer CA2"]);
    expect(rung).not.toContain("ring");
    expect(made.phone.state).toMatchObject({ waiting: null, call: { kind: "talking", id: "CA2", direction: "in" } });
    expect(made.phone.state.recents).toHaveLength(1);
  });

  it("can be declined, and the call goes on", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.telephone.tell(second);
    made.phone.declineWaiting();
    expect(made.telephone.asked).toEqual(["decline CA2"]);
    expect(made.phone.state).toMatchObject({ waiting: null, call: { kind: "talking", id } });
    expect(made.playing).toBeNull();
  });

  it("rings when the first call ends", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.telephone.tell(second);
    made.telephone.tell({ type: "disconnected", id });
    expect(made.phone.state).toMatchObject({ waiting: null, call: { kind: "incoming", id: "CA2" } });
    expect(made.playing).toBe("ring");
  });

  it("and a third hears that the line is busy, and is remembered", async () => {
    const made = await readyRig();
    await talk(made);
    made.telephone.tell(second);
    made.telephone.tell({ type: "incoming", id: "CA3", from: PEER });
    expect(made.telephone.asked).toEqual(["decline CA3"]);
    expect(made.phone.state.recents[0]).toMatchObject({ id: "CA3", answered: false });
    expect(made.phone.state.waiting?.id).toBe("CA2");
  });
});

describe("settings", () => {
  it("choose and keep devices", async () => {
    const made = await readyRig();
    made.phone.chooseMicrophone("m1");
    made.phone.chooseSpeaker("s1");
    made.phone.chooseRinger("s1");
    expect(made.phone.state.devices).toMatchObject({ microphone: "m1", speaker: "s1", ringer: "s1" });
    expect(made.sinks).toEqual({ ringer: "s1", speaker: "s1" });
    made.telephone.takeAsked();
    made.phone.callBack(PEER);
    await pass(0);
    expect(made.telephone.asked).toEqual(["connect own-2 with m1"]);
    const later = rig({ store: made.store });
    later.phone.start();
    await pass(0);
    expect(later.sinks.ringer).toBe("s1");
  });

  it("tell of a speaker that does not work", async () => {
    const made = await readyRig();
    made.ringerBroken = true;
    made.phone.testRinger();
    await pass(0);
    expect(made.phone.state.problem).toEqual({ kind: "speakerUnavailable", code: null });
    made.phone.dismissProblem();
    expect(made.phone.state.problem).toBeNull();
  });

  it("switch and keep the language, and allow notifications", async () => {
    const made = await readyRig();
    made.phone.setLanguage("fr");
    expect(rig({ store: made.store }).phone.state.language).toBe("fr");
    made.phone.allowNotifications();
    await pass(0);
    expect(made.phone.state.notifications).toBe("granted");
  });

  it("delete one recent call and all of them", async () => {
    const made = await readyRig();
    for (const id of ["CA1", "CA2", "CA3"]) {
      made.telephone.tell({ type: "incoming", id, from: PEER });
      made.telephone.tell({ type: "cancelled", id });
    }
    made.phone.deleteRecent("CA2");
    expect(made.phone.state.recents.map(({ id }) => id)).toEqual(["CA3", "CA1"]);
    made.phone.clearRecents();
    expect(made.phone.state.recents).toEqual([]);
  });
});

describe("another tab", () => {
  it("that chooses a number chooses it here too, and one that forgets it forgets it here", async () => {
    const made = await readyRig();
    made.store.setItem("switchboard.pairing", '{"number":"+81312345678","key":null}');
    made.surroundings.happens("stored");
    await pass(0);
    expect(made.phone.state).toMatchObject({ pairing: { number: "+81312345678" }, session: { kind: "ready" } });
    made.store.removeItem("switchboard.pairing");
    made.surroundings.happens("stored");
    await pass(0);
    expect(made.phone.state.session.kind).toBe("unpaired");
  });

  it("does not end a call by that; it counts when the call is over", async () => {
    const made = await readyRig();
    const id = await talk(made);
    made.store.removeItem("switchboard.pairing");
    made.surroundings.happens("stored");
    expect(made.phone.state.call.kind).toBe("talking");
    made.telephone.tell({ type: "disconnected", id });
    await pass(0);
    expect(made.phone.state.session.kind).toBe("unpaired");
  });
});
