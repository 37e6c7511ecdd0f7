import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserClock } from "./clock";
import type { E164, Pairing, Problem, Session } from "./model";
import { SessionKeeper } from "./session";
import { FakeSurroundings } from "./testing/fake-surroundings";
import { FakeTelephone } from "./testing/fake-telephone";
import type { TokenAnswer } from "./token";

const pairing: Pairing = { number: "+815031234567" as E164, key: null };
const MINUTE = 60_000;

let telephone: FakeTelephone;
let surroundings: FakeSurroundings;
let keeper: SessionKeeper;
let shown: Session["kind"][];
let problems: Problem[];
let inCall: boolean;
let served: number;
/** What the API answers from now on. */
let answer: () => TokenAnswer | Promise<TokenAnswer>;

const hour = (): TokenAnswer => ({
  kind: "token",
  token: { token: `t${(served += 1)}`, receivedAt: Date.now(), expiresAt: Date.now() + 60 * MINUTE },
});
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const last = () => shown.at(-1);
const ready = async () => {
  keeper.start(pairing);
  await pass(0);
  expect(last()).toBe("ready");
  telephone.takeAsked();
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  telephone = new FakeTelephone();
  surroundings = new FakeSurroundings();
  shown = [];
  problems = [];
  inCall = false;
  served = 0;
  answer = hour;
  keeper = new SessionKeeper({
    clock: browserClock,
    random: () => 1,
    telephone,
    surroundings,
    askForToken: async () => answer(),
    optionsFor: () => ({ edges: ["tokyo"], signalling: null, speaker: null }),
    inCall: () => inCall,
    showSession: ({ kind }) => kind !== last() && shown.push(kind),
    showProblem: (problem) => problems.push(problem),
    recovered: () => (problems = []),
  });
});
afterEach(() => void vi.useRealTimers());

describe("starting", () => {
  it("fetches a token, registers and is ready", async () => {
    keeper.start(pairing);
    await pass(0);
    expect(shown).toEqual(["starting", "ready"]);
    expect(telephone.asked).toEqual(["start t1"]);
    expect(telephone.options?.edges).toEqual(["tokyo"]);
  });

  it("prepares the telephone while the token is on its way, and not again for the next token", async () => {
    let arrives: (answer: TokenAnswer) => void = () => undefined;
    answer = () => new Promise((resolve) => (arrives = resolve));
    keeper.start(pairing);
    await pass(0);
    expect(telephone.prepared).toBe(1);
    expect(telephone.asked).toEqual([]);
    arrives(hour());
    answer = hour;
    await pass(60 * MINUTE);
    expect(telephone.asked).toEqual(["start t1", "token t2"]);
    expect(telephone.prepared).toBe(1);
  });

  it.each(["notRegistered", "wrongKey"] as const)("stops at %s, and tries again when asked or looked at", async (kind) => {
    answer = () => ({ kind });
    keeper.start(pairing);
    await pass(60 * MINUTE);
    expect(shown).toEqual(["starting", kind]);
    expect(telephone.asked).toEqual(["stop"]);
    surroundings.happens("woke");
    await pass(0);
    expect(last()).toBe(kind);
    answer = hour;
    keeper.retry();
    await pass(0);
    expect(last()).toBe("ready");
  });

  it("keeps trying an API that is down, and says so", async () => {
    answer = () => ({ kind: "unreachable" });
    keeper.start(pairing);
    await pass(0);
    expect(shown).toEqual(["starting", "unreachable"]);
    answer = hour;
    await pass(2_000);
    expect(last()).toBe("ready");
  });

  it("without a network is offline, and starts when it returns", async () => {
    surroundings.online = false;
    answer = () => ({ kind: "unreachable" });
    keeper.start(pairing);
    await pass(0);
    expect(shown).toEqual(["offline"]);
    answer = hour;
    surroundings.happens("online");
    await pass(0);
    expect(last()).toBe("ready");
  });

  it("starts over on a new connection where the registration never settles, and tells at the second time", async () => {
    telephone.obliging = false;
    keeper.start(pairing);
    await pass(10_000);
    expect(last()).toBe("unreachable");
    expect(telephone.asked).toEqual(["start t1", "stop", "start t2"]);
    expect(problems).toEqual([]);
    await pass(15_000);
    expect(problems).toEqual([{ kind: "twilioUnreachable", code: null }]);
    telephone.obliging = true;
    await pass(30_000);
    expect(last()).toBe("ready");
    expect(problems).toEqual([]);
  });

  it("is not started over by a person who looks at the page while it waits", async () => {
    telephone.obliging = false;
    answer = () => new Promise((resolve) => setTimeout(() => resolve(hour()), 8_000));
    keeper.start(pairing);
    surroundings.happens("woke");
    await pass(8_000);
    surroundings.happens("woke");
    await pass(9_000);
    expect(shown).toEqual(["starting"]);
    expect(telephone.asked).toEqual(["start t1"]);
  });

  it("tells of a browser that cannot do it", async () => {
    telephone.start = () => Promise.reject(Object.assign(new Error(), { name: "NotSupportedError" }));
    keeper.start(pairing);
    await pass(0);
    expect(problems).toEqual([{ kind: "browserUnsupported", code: null }]);
  });
});

describe("a token", () => {
  it("is renewed over the same connection, for ever", async () => {
    await ready();
    await pass(24 * 60 * MINUTE);
    expect(telephone.asked).toHaveLength(32);
    expect(new Set(telephone.asked.map((what) => what.split(" ")[0]))).toEqual(new Set(["token"]));
    expect(shown).toEqual(["starting", "ready"]);
  });

  it("that the server refuses is replaced at once; a second refusal is told, and asked for more slowly", async () => {
    await ready();
    telephone.fails({ code: 20104 });
    await pass(0);
    expect(telephone.takeAsked()).toEqual(["token t2"]);
    telephone.fails({ code: 20101 });
    await pass(0);
    expect(telephone.takeAsked()).toEqual([]);
    expect(problems).toEqual([{ kind: "tokenInvalid", code: 20101 }]);
    await pass(2_000);
    expect(telephone.takeAsked()).toEqual(["token t3"]);
  });

  it("with less than a minute left is renewed before a call", async () => {
    await ready();
    vi.setSystemTime(Date.now() + 59.5 * MINUTE);
    expect(await keeper.readyToCall()).toBe(true);
    expect(telephone.asked).toEqual(["token t2"]);
    expect(await keeper.readyToCall()).toBe(true);
    expect(telephone.asked).toEqual(["token t2"]);
  });

  it("that is over and cannot be renewed places no call", async () => {
    await ready();
    answer = () => ({ kind: "unreachable" });
    vi.setSystemTime(Date.now() + 61 * MINUTE);
    expect(await keeper.readyToCall()).toBe(false);
  });

  it("is renewed after sleep", async () => {
    await ready();
    vi.setSystemTime(Date.now() + 8 * 60 * MINUTE);
    surroundings.happens("woke");
    await pass(0);
    expect(telephone.asked).toEqual(["token t2"]);
  });

  it("outlives an API that is down for a while without a word", async () => {
    await ready();
    answer = () => ({ kind: "unreachable" });
    await pass(50 * MINUTE);
    answer = hour;
    await pass(2 * MINUTE);
    expect(shown).toEqual(["starting", "ready"]);
    expect(telephone.asked).toEqual(["token t2"]);
  });
});

describe("a registration that is lost", () => {
  it("mostly comes back by itself", async () => {
    await ready();
    telephone.becomes("unregistered");
    await pass(5_000);
    telephone.becomes("registered");
    await pass(MINUTE);
    expect(shown).toEqual(["starting", "ready", "reconnecting", "ready"]);
    expect(telephone.asked).toEqual([]);
  });

  it("is asked for after ten seconds, and made anew after that", async () => {
    await ready();
    telephone.obliging = false;
    telephone.becomes("unregistered");
    await pass(10_000);
    expect(telephone.takeAsked()).toEqual(["register"]);
    await pass(12_000);
    expect(telephone.takeAsked()).toEqual(["stop", "start t2"]);
    expect(last()).toBe("reconnecting");
  });

  it("during a call is left to the SDK", async () => {
    await ready();
    inCall = true;
    telephone.obliging = false;
    telephone.becomes("unregistered");
    await pass(40 * MINUTE);
    expect(telephone.asked).toEqual(["register"]);
    inCall = false;
    telephone.obliging = true;
    keeper.callEnded();
    await pass(2_000);
    expect(last()).toBe("ready");
  });

  it("comes back with the network", async () => {
    await ready();
    surroundings.happens("offline");
    telephone.becomes("unregistered");
    await pass(5 * MINUTE);
    expect(last()).toBe("offline");
    expect(telephone.asked).toEqual([]);
    surroundings.happens("online");
    expect(last()).toBe("reconnecting");
    await pass(2_000);
    expect(telephone.asked).toEqual(["register"]);
    expect(last()).toBe("ready");
  });

  it("and was never noticed is ready again with the network", async () => {
    await ready();
    surroundings.happens("offline");
    surroundings.happens("online");
    expect(shown).toEqual(["starting", "ready", "offline", "ready"]);
  });

  it("is made anew where the back/forward cache took the connection", async () => {
    await ready();
    telephone.becomes("stopped");
    surroundings.happens("restored");
    await pass(2_000);
    expect(telephone.asked).toEqual(["stop", "start t2"]);
    expect(last()).toBe("ready");
  });
});

describe("a call in progress", () => {
  it("is not cut off when the number is taken out of the directory; the phone goes away after it", async () => {
    await ready();
    inCall = true;
    answer = () => ({ kind: "notRegistered" });
    await pass(58 * MINUTE);
    expect(last()).toBe("notRegistered");
    expect(telephone.asked).toEqual([]);
    inCall = false;
    keeper.callEnded();
    expect(telephone.asked).toEqual(["stop"]);
  });

  it("keeps its sound until the last moment of the token", async () => {
    await ready();
    inCall = true;
    await pass(57 * MINUTE);
    expect(telephone.asked).toEqual([]);
    inCall = false;
    keeper.callEnded();
    await pass(0);
    expect(telephone.asked).toEqual(["token t2"]);
  });
});

describe("stopping", () => {
  it("unregisters and hears no more", async () => {
    await ready();
    await keeper.stop();
    telephone.becomes("unregistered");
    surroundings.happens("woke");
    await pass(120 * MINUTE);
    expect(telephone.asked).toEqual(["stop"]);
    expect(shown).toEqual(["starting", "ready"]);
  });

  it("throws away a token that arrives too late", async () => {
    let give: (late: TokenAnswer) => void = () => undefined;
    answer = () => new Promise((resolve) => (give = resolve));
    keeper.start(pairing);
    await keeper.stop();
    give(hour());
    await pass(0);
    expect(telephone.asked).toEqual(["stop"]);
  });
});
