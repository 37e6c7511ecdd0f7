import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserClock } from "./phone/clock";
import type { E164 } from "./phone/model";
import type { TelephoneEvent } from "./phone/telephone";
import { TwilioTelephone } from "./twilio";

/** The SDK as `SIGNALLING.md` and its source describe it: the order of its events, and the events that it omits. */
class FakeCall extends EventEmitter {
  readonly did: string[] = [];
  state = "pending";
  constructor(readonly parameters: Record<string, string> = {}) {
    super();
  }
  status = () => this.state;
  accept = (options: object) => this.did.push(`accept ${JSON.stringify(options)}`);
  reject = () => this.did.push("reject");
  disconnect = () => this.did.push("disconnect");
  mute = (muted: boolean) => this.did.push(`mute ${muted}`);
  sendDigits = (digits: string) => this.did.push(`digits ${digits}`);
  sendMessage = (message: object) => this.did.push(`message ${JSON.stringify(message)}`);
}

class FakeAudio extends EventEmitter {
  readonly availableOutputDevices = new Map([["s1", {}]]);
  readonly did: string[] = [];
  readonly speakerDevices = { set: async (id: string) => void this.did.push(`speaker ${id}`) };
  incoming = (on: boolean) => this.did.push(`incoming ${on}`);
  outgoing = (on: boolean) => this.did.push(`outgoing ${on}`);
  setInputDevice = async (id: string) => void this.did.push(`microphone ${id}`);
  unsetInputDevice = async () => void this.did.push("microphone none");
}

class FakeDevice extends EventEmitter {
  static isSupported = true;
  static readonly audioContext = { resume: vi.fn(async () => undefined) };
  static last: FakeDevice;
  state = "unregistered";
  readonly audio = new FakeAudio();
  readonly tokens: string[] = [];
  connecting: { options: object; give(call: FakeCall): void; refuse(error: Error): void }[] = [];
  unregister = () => new Promise<void>(() => undefined);
  constructor(
    readonly token: string,
    readonly options: Record<string, unknown>,
  ) {
    super();
    FakeDevice.last = this;
  }
  async register(): Promise<void> {
    this.state = "registering";
    await new Promise(() => undefined);
  }
  becomes(state: string): void {
    this.state = state;
    this.emit(state);
  }
  updateToken = (token: string) => this.tokens.push(token);
  connect = (options: object) =>
    new Promise<FakeCall>((give, refuse) => void this.connecting.push({ options, give, refuse }));
  destroy(): void {
    if (this.state !== "destroyed") {
      this.becomes("destroyed");
    }
  }
}

vi.mock("@twilio/voice-sdk", () => ({ Device: FakeDevice, Call: { Codec: { Opus: "opus", PCMU: "pcmu" } } }));

const numbers = { callerPhoneNumber: "+815031234567" as E164, callOutgoingPhoneNumber: "+819059876543" as E164 };
const options = { edges: ["tokyo", "singapore"], signalling: null, speaker: null };
let telephone: TwilioTelephone;
let heard: TelephoneEvent[];
const settle = () => vi.advanceTimersByTimeAsync(0);

async function started(more: Partial<Parameters<TwilioTelephone["start"]>[1]> = {}): Promise<FakeDevice> {
  await telephone.start("t1", { ...options, ...more });
  FakeDevice.last.becomes("registered");
  heard.splice(0);
  return FakeDevice.last;
}

async function outgoing(): Promise<{ device: FakeDevice; call: FakeCall }> {
  const device = await started();
  telephone.connect("A", numbers, null);
  const call = new FakeCall();
  call.state = "connecting";
  device.connecting[0]?.give(call);
  await settle();
  return { device, call };
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeDevice.isSupported = true;
  telephone = new TwilioTelephone(browserClock, (name) => `/sounds/${name}.wav`);
  heard = [];
  telephone.listen((event) => heard.push(event));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the device", () => {
  it("is told everything that this phone relies on", async () => {
    const { options: given, audio } = await started();
    expect(given).toMatchObject({
      allowIncomingWhileBusy: true,
      closeProtection: true,
      codecPreferences: ["opus", "pcmu"],
      edge: ["tokyo", "singapore"],
      enableImprovedSignalingErrorPrecision: true,
    });
    expect(given).not.toHaveProperty("chunderw");
    expect(audio.did).toEqual(["incoming false", "outgoing false"]);
  });

  it("fetches none of its fifteen sounds from another host", async () => {
    const { options: given } = await started();
    const sounds = Object.entries(given["sounds"] as Record<string, string>);
    expect(sounds.map(([name]) => name).sort()).toEqual(
      ["disconnect", "incoming", "outgoing", ...[..."0123456789hs"].map((key) => `dtmf${key}`)].sort(),
    );
    expect(sounds.every(([, url]) => url.startsWith("/sounds/"))).toBe(true);
  });

  it("talks to a local signalling server, and tells nobody else of it", async () => {
    vi.stubGlobal("location", { protocol: "https:" });
    const { options: given } = await started({ signalling: "localhost:8080" });
    expect(given).toMatchObject({ chunderw: "localhost:8080", publishEvents: false });
    expect(given).not.toHaveProperty("edge");
  });

  it("reports registrations, and is stopped when it is destroyed", async () => {
    await telephone.start("t1", options);
    expect(telephone.registration).toBe("registering");
    FakeDevice.last.becomes("registered");
    FakeDevice.last.becomes("unregistered");
    telephone.updateToken("t2");
    telephone.register();
    FakeDevice.last.destroy();
    expect(heard.map(({ type }) => type)).toEqual(["registered", "unregistered", "stopped"]);
    expect(FakeDevice.last.tokens).toEqual(["t2"]);
    expect(telephone.registration).toBe("stopped");
  });

  it("is destroyed even if the server never answers the farewell", async () => {
    const device = await started();
    const stopped = telephone.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    await stopped;
    expect(device.state).toBe("destroyed");
  });

  it("is not made where the browser cannot do it, nor after the phone was put away", async () => {
    FakeDevice.isSupported = false;
    await expect(telephone.start("t1", options)).rejects.toMatchObject({ name: "NotSupportedError" });
    FakeDevice.isSupported = true;
    const starting = telephone.start("t1", options);
    await telephone.stop();
    await starting;
    expect(telephone.registration).toBe("stopped");
  });

  it("plays on the chosen speaker once there is one", async () => {
    const device = await started({ speaker: "s1" });
    device.audio.emit("deviceChange", []);
    expect(device.audio.did).toContain("speaker s1");
  });
});

describe("an outgoing call", () => {
  it("carries both numbers, asks to ring until it is answered, and prefers the chosen microphone", async () => {
    const device = await started();
    telephone.connect("A", numbers, "m1");
    expect(device.connecting[0]?.options).toEqual({
      params: { callerPhoneNumber: "+815031234567", callOutgoingPhoneNumber: "+819059876543", answerOnBridge: "true" },
      rtcConstraints: { audio: { deviceId: { ideal: "m1" } } },
    });
    expect(FakeDevice.audioContext.resume).toHaveBeenCalled();
  });

  it("is told step by step, and leaves no microphone open", async () => {
    const { device, call } = await outgoing();
    call.emit("ringing", false);
    call.emit("accept", call);
    call.emit("volume", 0.5, 0.1);
    call.emit("warning", "high-rtt", null);
    call.emit("warning-cleared", "high-rtt");
    call.emit("disconnect", call);
    await settle();
    expect(heard).toEqual([
      { type: "ringing", id: "A", earlyMedia: false },
      { type: "accepted", id: "A" },
      { type: "volume", id: "A", input: 0.5 },
      { type: "warning", id: "A", name: "high-rtt" },
      { type: "warningCleared", id: "A", name: "high-rtt" },
      { type: "disconnected", id: "A" },
    ]);
    expect(device.audio.did.at(-1)).toBe("microphone none");
  });

  it("that fails says why before it is over, whichever the SDK says first", async () => {
    const { call } = await outgoing();
    call.state = "closed";
    call.emit("disconnect", call);
    call.emit("error", { code: 31402 });
    await settle();
    expect(heard.map(({ type }) => type)).toEqual(["failed", "disconnected"]);
  });

  it("is hung up before the SDK has made it", async () => {
    const device = await started();
    telephone.connect("A", numbers, null);
    telephone.hangUp("A");
    const call = new FakeCall();
    device.connecting[0]?.give(call);
    await settle();
    expect(call.did).toEqual(["disconnect"]);
    expect(heard).toEqual([{ type: "disconnected", id: "A" }]);
  });

  it("that finds no connection is given up", async () => {
    await started();
    telephone.connect("A", numbers, null);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(heard).toEqual([
      { type: "failed", failure: { code: 53000, name: null }, id: "A" },
      { type: "disconnected", id: "A" },
    ]);
  });

  it("without a device fails at once", () => {
    telephone.connect("A", numbers, null);
    expect(heard.map(({ type }) => type)).toEqual(["failed", "disconnected"]);
  });

  it("that the SDK drops in silence is lost, and takes the device with it", async () => {
    const { device, call } = await outgoing();
    call.emit("transportClose");
    call.state = "closed";
    await settle();
    expect(heard).toEqual([{ type: "lost", id: "A" }, { type: "stopped" }]);
    expect(device.state).toBe("destroyed");
  });

  it("that is taken up again is not lost", async () => {
    const { device, call } = await outgoing();
    call.emit("transportClose");
    call.state = "reconnecting";
    call.emit("reconnecting", { code: 53001 });
    await settle();
    call.emit("reconnected");
    expect(heard.map(({ type }) => type)).toEqual(["reconnecting", "reconnected"]);
    expect(device.state).toBe("registered");
  });
});

describe("what is said as text", () => {
  const message = { content: '{"say":7,"text":"Hello.","language":"en-US"}', messageType: "user-defined-message" };

  async function incomingBy(signalling: string | null): Promise<FakeCall> {
    vi.stubGlobal("location", { protocol: "https:" });
    const device = await started({ signalling });
    const call = new FakeCall({ CallSid: "CA1", From: "+819059876543" });
    device.emit("incoming", call);
    heard.splice(0);
    return call;
  }

  it("is told, and that it was heard is sent back", async () => {
    const call = await incomingBy("localhost:8080");
    call.emit("messageReceived", message);
    expect(heard).toEqual([{ type: "said", id: "CA1", say: 7, text: "Hello.", language: "en-US" }]);
    telephone.spoken("CA1", 7);
    expect(call.did).toEqual(['message {"content":{"spoken":7},"messageType":"user-defined-message"}']);
    call.sendMessage = () => {
      throw new Error("no connection");
    };
    expect(() => telephone.spoken("CA1", 8)).not.toThrow();
  });

  it("is ignored where it is nothing of the kind", async () => {
    const call = await incomingBy("localhost:8080");
    call.emit("messageReceived", { ...message, content: "{" });
    call.emit("messageReceived", { ...message, messageType: "another" });
    expect(heard).toEqual([]);
  });

  it("does not come from Twilio", async () => {
    const call = await incomingBy(null);
    call.emit("messageReceived", message);
    expect(heard).toEqual([]);
  });
});

describe("an incoming call", () => {
  async function incoming(): Promise<{ device: FakeDevice; call: FakeCall }> {
    const device = await started();
    const call = new FakeCall({ CallSid: "CA1", From: "+819059876543" });
    device.emit("incoming", call);
    return { device, call };
  }

  it("is known by its sid, and does what it is told", async () => {
    const { call } = await incoming();
    expect(heard).toEqual([{ type: "incoming", id: "CA1", from: "+819059876543" }]);
    telephone.answer("CA1", null);
    telephone.setMuted("CA1", true);
    telephone.sendDigits("CA1", "1#");
    await vi.advanceTimersByTimeAsync(250);
    telephone.decline("CA1");
    telephone.hangUp("CA1");
    expect(call.did).toEqual(['accept {"rtcConstraints":{"audio":true}}', "mute true", "digits 1", "digits #", "reject", "disconnect"]);
  });

  it("that is cancelled, or whose connection breaks while it rings, is over", async () => {
    const { call } = await incoming();
    call.emit("cancel");
    expect(heard.at(-1)).toEqual({ type: "cancelled", id: "CA1" });
    const second = await incoming();
    second.call.emit("transportClose");
    second.call.emit("reconnecting", { code: 53001 });
    expect(heard.map(({ type }) => type)).toEqual(["incoming", "cancelled"]);
  });

  it("is over when the device is", async () => {
    const { device } = await incoming();
    device.destroy();
    expect(heard.slice(1)).toEqual([{ type: "disconnected", id: "CA1" }, { type: "stopped" }]);
  });
});

describe("a failure", () => {
  it("of the device names no call, and one of a call names it", async () => {
    const { device, call } = await outgoing();
    device.emit("error", { code: 31205 });
    device.emit("error", { code: 31404 }, call);
    expect(heard).toEqual([
      { type: "failed", failure: { code: 31205, name: null }, id: null },
      { type: "failed", failure: { code: 31404, name: null }, id: "A" },
    ]);
  });

  it("of the microphone keeps the browser's own name for it", async () => {
    const { device, call } = await outgoing();
    const denied = new DOMException("no", "NotReadableError");
    vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => Promise.reject(denied) } });
    const open = device.options["getUserMedia"] as (wanted: object) => Promise<unknown>;
    await expect(open({ audio: true })).rejects.toBe(denied);
    call.emit("error", { code: 31402 });
    expect(heard).toEqual([{ type: "failed", failure: { code: 31402, name: "NotReadableError" }, id: "A" }]);
  });
});
