import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserClock } from "./clock";
import { Tabs, type Channel, type Locks } from "./tabs";

type Held = (lock: unknown) => Promise<void> | void;
interface Request {
  held: Held;
  reject: (reason: Error) => void;
}

/** The browser's locks, as far as one name goes. */
class FakeLocks {
  private holder: Request | null = null;
  private line: Request[] = [];

  /** The locks as one tab sees them; `close` gives up what the tab holds and waits for. */
  forTab(): Locks & { close(): void } {
    const mine = new Set<Request>();
    return {
      request: (_name, { ifAvailable, steal, signal }, held) =>
        new Promise<void>((_resolve, reject) => {
          const request = { held, reject };
          if (ifAvailable === true && this.holder !== null) {
            void held(null);
            return;
          }
          mine.add(request);
          if (steal === true) {
            this.holder?.reject(new Error("stolen"));
            this.grant(request);
            return;
          }
          this.line.push(request);
          signal?.addEventListener("abort", () => {
            this.line = this.line.filter((other) => other !== request);
            reject(new Error("aborted"));
          });
          this.next();
        }),
      close: () => {
        this.line = this.line.filter((request) => !mine.has(request));
        if (this.holder !== null && mine.has(this.holder)) {
          this.holder = null;
          this.next();
        }
      },
    };
  }

  private next(): void {
    const first = this.line[0];
    if (this.holder === null && first !== undefined) {
      this.line.shift();
      this.grant(first);
    }
  }

  private grant(request: Request): void {
    this.holder = request;
    queueMicrotask(() => void request.held({}));
  }
}

class Hub {
  private readonly listeners = new Map<string, (event: { data: unknown }) => void>();
  join(id: string): Channel {
    return {
      postMessage: (data) => this.listeners.forEach((hear, other) => other !== id && queueMicrotask(() => hear({ data }))),
      addEventListener: (_type, listener) => void this.listeners.set(id, listener),
    };
  }
  leave(id: string): void {
    this.listeners.delete(id);
  }
}

let locks: FakeLocks;
let hub: Hub;
/** What happened to which tab, in order. */
let story: string[];
const settle = () => vi.advanceTimersByTimeAsync(0);

function open(id: string) {
  const own = locks.forTab();
  const tab = { inCall: false, close: () => (own.close(), hub.leave(id)), freeze: () => hub.leave(id) };
  const tabs = new Tabs({
    locks: own,
    channel: hub.join(id),
    clock: browserClock,
    id,
    inCall: () => tab.inCall,
    becamePhone: () => void story.push(`${id} phone`),
    becameSpare: async () => void story.push(`${id} spare`),
    promised: () => void story.push(`${id} promised`),
  });
  tabs.start();
  return Object.assign(tab, { tabs });
}

beforeEach(() => {
  vi.useFakeTimers();
  locks = new FakeLocks();
  hub = new Hub();
  story = [];
});
afterEach(() => void vi.useRealTimers());

async function two() {
  const a = open("a");
  await settle();
  const b = open("b");
  await settle();
  expect(story.splice(0)).toEqual(["a phone", "b spare"]);
  return { a, b };
}

describe("two tabs", () => {
  it("are one phone and one spare, and the spare is the phone when the other is closed", async () => {
    const { a } = await two();
    a.close();
    await settle();
    expect(story).toEqual(["b phone"]);
  });

  it("change places: the old phone stops ringing before the new one starts", async () => {
    const { b } = await two();
    b.tabs.takeOver();
    await settle();
    expect(story.slice(0, 2)).toEqual(["a spare", "b phone"]);
    expect(story.filter((line) => line.endsWith("phone"))).toEqual(["b phone"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(story.filter((line) => line.endsWith("phone"))).toEqual(["b phone"]);
  });

  it("change places and back", async () => {
    const { a, b } = await two();
    b.tabs.takeOver();
    await settle();
    a.tabs.takeOver();
    await settle();
    expect(story.filter((line) => line.endsWith("phone"))).toEqual(["b phone", "a phone"]);
  });

  it("change places after the call that the phone is in", async () => {
    const { a, b } = await two();
    a.inCall = true;
    b.tabs.takeOver();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(story).toEqual(["b promised"]);
    a.inCall = false;
    a.tabs.callEnded();
    await settle();
    expect(story.slice(0, 3)).toEqual(["b promised", "a spare", "b phone"]);
  });

  it("stay as they are when the heir was closed during the call", async () => {
    const { a, b } = await two();
    a.inCall = true;
    b.tabs.takeOver();
    await settle();
    b.close();
    a.inCall = false;
    a.tabs.callEnded();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(story).toEqual(["b promised", "a spare", "a phone"]);
  });

  it("change places without an answer from a frozen phone", async () => {
    const { a, b } = await two();
    a.freeze();
    b.tabs.takeOver();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(story).toContain("b phone");
  });

  it("do nothing when the phone takes over from itself, or a call ends that nobody waits for", async () => {
    const { a } = await two();
    a.tabs.takeOver();
    a.tabs.callEnded();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(story).toEqual([]);
  });
});

it("of three tabs the one that asked is the phone, not the one that waited longest", async () => {
  await two();
  const c = open("c");
  await settle();
  c.tabs.takeOver();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(story.filter((line) => line.endsWith("phone"))).toEqual(["c phone"]);
});

it("without locks every tab is a phone", () => {
  const becamePhone = vi.fn();
  const nothing = async () => undefined;
  new Tabs({
    locks: null,
    channel: hub.join("x"),
    clock: browserClock,
    id: "x",
    inCall: () => false,
    becamePhone,
    becameSpare: nothing,
    promised: () => undefined,
  }).start();
  expect(becamePhone).toHaveBeenCalledOnce();
});

it("strange words on the channel are not heard", async () => {
  await two();
  const stranger = hub.join("stranger");
  for (const message of [null, "takeOver", {}, { type: "takeOver" }, { type: "yours" }, { type: "other", to: "a", from: "b" }]) {
    stranger.postMessage(message);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(story).toEqual([]);
});
