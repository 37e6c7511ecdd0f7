import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AudioRinger } from "./ringer";

/** An audio element; `allowed` is whether the page was touched already. */
class FakeAudio {
  static allowed = true;
  static made: FakeAudio[] = [];
  static broken: string | null = null;
  loop = false;
  playing = false;
  sink: string | null = null;
  constructor(readonly src: string) {
    FakeAudio.made.push(this);
  }
  async play(): Promise<void> {
    if (!FakeAudio.allowed) {
      throw new DOMException("no gesture", "NotAllowedError");
    }
    this.playing = true;
  }
  pause(): void {
    this.playing = false;
  }
  async setSinkId(device: string): Promise<void> {
    if (device === FakeAudio.broken) {
      throw new DOMException("gone", "NotFoundError");
    }
    this.sink = device;
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const heard = () => FakeAudio.made.filter(({ playing }) => playing).map(({ src, loop, sink }) => ({ src, loop, sink }));
let page: EventTarget;
let ringer: AudioRinger;

beforeEach(() => {
  FakeAudio.made = [];
  FakeAudio.allowed = true;
  FakeAudio.broken = null;
  page = new EventTarget();
  vi.stubGlobal("Audio", FakeAudio);
  vi.stubGlobal("document", page);
  ringer = new AudioRinger((name) => `sounds/${name}.wav`);
});
afterEach(() => void vi.unstubAllGlobals());

it("rings on the ringer, and lets the rest be heard where the call is", async () => {
  ringer.setRinger("r1");
  ringer.setSpeaker("s1");
  ringer.play("ring");
  await settle();
  expect(heard()).toEqual([{ src: "sounds/ring.wav", loop: true, sink: "r1" }]);
  ringer.play("waiting");
  await settle();
  expect(heard()).toEqual([{ src: "sounds/waiting.wav", loop: true, sink: "s1" }]);
  ringer.play(null);
  expect(heard()).toEqual([]);
});

it("does not begin anew when it is told twice, nor after it was told to stop", async () => {
  ringer.play("ring");
  ringer.play("ring");
  await settle();
  expect(FakeAudio.made).toHaveLength(1);
  ringer.play(null);
  ringer.play("ring");
  ringer.play(null);
  await settle();
  expect(heard()).toEqual([]);
});

it("moves to another device while it rings", async () => {
  ringer.play("ring");
  await settle();
  ringer.setRinger("r2");
  await settle();
  expect(heard()[0]?.sink).toBe("r2");
});

it("rings somewhere when its device is gone, though the test of it says so", async () => {
  FakeAudio.broken = "r1";
  ringer.setRinger("r1");
  ringer.play("ring");
  await settle();
  expect(heard()).toEqual([{ src: "sounds/ring.wav", loop: true, sink: null }]);
  await expect(ringer.test()).rejects.toThrow();
});

it("on a page that nobody touched rings from the first touch on", async () => {
  FakeAudio.allowed = false;
  ringer.play("ring");
  await settle();
  expect(heard()).toEqual([]);
  FakeAudio.allowed = true;
  page.dispatchEvent(new Event("pointerdown"));
  await settle();
  expect(heard()).toHaveLength(1);
});

it("does not ring at a touch that comes after the call", async () => {
  FakeAudio.allowed = false;
  ringer.play("ring");
  await settle();
  ringer.play(null);
  FakeAudio.allowed = true;
  page.dispatchEvent(new Event("keydown"));
  await settle();
  expect(heard()).toEqual([]);
});
