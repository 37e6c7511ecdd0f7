import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserSurroundings, type Happening } from "./surroundings";

const network = { onLine: true };
let page: EventTarget & { visibilityState?: string };
let view: EventTarget;
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  network.onLine = true;
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  view = new EventTarget();
  vi.stubGlobal("navigator", network);
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", view);
});
afterEach(() => void vi.unstubAllGlobals());

function listening(isReached: (() => Promise<boolean>) | null) {
  const surroundings = browserSurroundings(isReached);
  const [one, other]: [Happening[], Happening[]] = [[], []];
  surroundings.listen((happening) => one.push(happening));
  surroundings.listen((happening) => other.push(happening));
  return { surroundings, one, other };
}

function networkBecomes(online: boolean): void {
  network.onLine = online;
  view.dispatchEvent(new Event(online ? "online" : "offline"));
}

describe("the network", () => {
  it("is there as long as the browser says so", async () => {
    const { surroundings, one, other } = listening(null);
    expect(surroundings.isOnline()).toBe(true);
    networkBecomes(false);
    await settle();
    expect([surroundings.isOnline(), one]).toEqual([false, ["offline"]]);
    networkBecomes(true);
    expect([surroundings.isOnline(), one, other]).toEqual([true, ["offline", "online"], ["offline", "online"]]);
  });

  it("is not needed by a page of this machine, as long as its server answers", async () => {
    network.onLine = false;
    let reached = true;
    const { surroundings, one, other } = listening(async () => reached);
    await settle();
    expect([surroundings.isOnline(), one, other]).toEqual([true, ["online"], ["online"]]);
    networkBecomes(false);
    await settle();
    expect(one).toEqual(["online"]);
    reached = false;
    networkBecomes(false);
    await settle();
    expect([surroundings.isOnline(), one]).toEqual([false, ["online", "offline"]]);
  });

  it("that returns while it is doubted is there", async () => {
    const { surroundings, one } = listening(async () => false);
    networkBecomes(false);
    networkBecomes(true);
    await settle();
    expect(surroundings.isOnline()).toBe(true);
    expect(one.at(-1)).toBe("online");
  });
});

describe("the page", () => {
  it("says when it is hidden, looked at, restored, and written to by another tab", () => {
    const { surroundings, one } = listening(null);
    page.visibilityState = "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(surroundings.isHidden()).toBe(true);
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    view.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
    view.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    view.dispatchEvent(new Event("storage"));
    view.dispatchEvent(new Event("focus"));
    expect(one).toEqual(["hidden", "woke", "restored", "stored", "woke"]);
  });
});
