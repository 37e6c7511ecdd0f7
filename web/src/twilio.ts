import type { Call, Device } from "@twilio/voice-sdk";
import type { Clock } from "./phone/clock";
import { DigitQueue } from "./phone/digit-queue";
import { codeOf, nameOf } from "./phone/errors";
import { constraints, Microphone } from "./phone/microphone";
import { parseSaid } from "./phone/said";
import type { Numbers, Registration, Telephone, TelephoneEvent, TelephoneOptions } from "./phone/telephone";
import { allowPlainSocket } from "./plain-socket";

type Sdk = typeof import("@twilio/voice-sdk");

/** The SDK's options that its types leave out. `chunderw` is the host of the signalling server. */
type AllOptions = Device.Options & { chunderw?: string; publishEvents?: boolean };

/** `device.connect` waits for a connection without an end of its own. */
const CONNECT_TIMEOUT_MS = 15_000;
/** `unregister` waits for an answer that a dead server never gives. */
const FAREWELL_MS = 1_000;
/** The SDK's code for a signalling connection that could not be made. */
const SIGNALLING_FAILED = 53000;

/** The only type that the SDK knows. */
const MESSAGE_TYPE = "user-defined-message";
/**
 * Asks the outgoing webhook for `<Dial answerOnBridge="true">`: the call rings until somebody answers, as on any telephone.
 * Twilio otherwise counts it as answered, and as begun, while it still rings at the other end.
 * https://www.twilio.com/docs/voice/twiml/dial#answeronbridge
 */
const RINGING = { answerOnBridge: "true" } as const;

const DTMF = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "s", "h"] as const;

/** Twilio's Voice SDK as a `Telephone`. Nothing else in the page knows that it exists. */
export class TwilioTelephone implements Telephone {
  private sdk: Sdk | null = null;
  private device: Device | null = null;
  /** Counts starts and stops: the SDK may finish loading after the phone was put away. */
  private life = 0;
  private wantedSpeaker: string | null = null;
  /** Whether a server of this machine stands for Twilio, which has no voice of its own and sends what it says as text. */
  private readsMessages = false;
  private readonly microphone = new Microphone();
  /** Calls that the SDK is still making, which it has no name for yet. */
  private readonly placing = new Set<string>();
  private readonly calls = new Map<string, Call>();
  private readonly digits = new Map<string, DigitQueue>();
  private readonly listeners = new Set<(event: TelephoneEvent) => void>();

  /** `soundUrl` gives the address of one of our own sounds. */
  constructor(
    private readonly clock: Clock,
    private readonly soundUrl: (name: string) => string,
  ) {}

  get registration(): Registration {
    const state = this.device?.state;
    return state === undefined || state === "destroyed" ? "stopped" : state;
  }

  prepare({ signalling }: TelephoneOptions): void {
    loadSdk(signalling).catch(() => undefined);
  }

  async start(token: string, options: TelephoneOptions): Promise<void> {
    this.life += 1;
    const { life } = this;
    const sdk = await loadSdk(options.signalling);
    if (life !== this.life) {
      return;
    }
    if (!sdk.Device.isSupported) {
      throw new DOMException("this browser has no WebRTC", "NotSupportedError");
    }
    this.sdk = sdk;
    this.wantedSpeaker = options.speaker;
    this.readsMessages = options.signalling !== null;
    this.device = new sdk.Device(token, this.deviceOptions(sdk, options));
    this.follow(this.device);
    this.register();
  }

  updateToken(token: string): void {
    this.device?.updateToken(token);
  }

  register(): void {
    if (this.device?.state === "unregistered") {
      // The outcome comes as an event. A refusal of this promise says nothing that the event does not.
      this.device.register().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    this.life += 1;
    const { device } = this;
    if (device?.state === "registered") {
      const farewell = device.unregister().catch(() => undefined);
      await Promise.race([farewell, new Promise<void>((resolve) => this.clock.after(FAREWELL_MS, resolve))]);
    }
    device?.destroy();
  }

  connect(id: string, numbers: Numbers, microphone: string | null): void {
    const { device } = this;
    this.wakeAudio();
    this.placing.add(id);
    const abandon = (code: number | null, name: string | null) => {
      if (this.placing.delete(id)) {
        this.tell({ type: "failed", failure: { code, name }, id });
        this.tell({ type: "disconnected", id });
      }
    };
    if (device === null) {
      abandon(SIGNALLING_FAILED, null);
      return;
    }
    const cancelTimeout = this.clock.after(CONNECT_TIMEOUT_MS, () => abandon(SIGNALLING_FAILED, null));
    device
      .connect({ params: { ...numbers, ...RINGING }, rtcConstraints: constraints(microphone) })
      .then((call) => {
        if (this.placing.delete(id)) {
          this.attach(id, call);
        } else {
          call.disconnect();
        }
      })
      .catch((error: unknown) => abandon(codeOf(error), nameOf(error)))
      .finally(cancelTimeout);
  }

  answer(id: string, microphone: string | null): void {
    this.wakeAudio();
    this.calls.get(id)?.accept({ rtcConstraints: constraints(microphone) });
  }

  decline(id: string): void {
    this.calls.get(id)?.reject();
  }

  hangUp(id: string): void {
    if (this.placing.delete(id)) {
      this.tell({ type: "disconnected", id });
    }
    this.calls.get(id)?.disconnect();
  }

  setMuted(id: string, muted: boolean): void {
    this.calls.get(id)?.mute(muted);
  }

  sendDigits(id: string, digits: string): void {
    this.digits.get(id)?.push(digits);
  }

  spoken(id: string, say: number): void {
    try {
      this.calls.get(id)?.sendMessage({ content: { spoken: say }, messageType: MESSAGE_TYPE });
    } catch {
      // The connection is gone, and whoever waits for this with it.
    }
  }

  async setMicrophone(device: string): Promise<void> {
    if (this.calls.size > 0) {
      await this.device?.audio?.setInputDevice(device);
    }
  }

  async setSpeaker(device: string): Promise<void> {
    this.wantedSpeaker = device;
    await this.device?.audio?.speakerDevices.set(device);
  }

  listen(listener: (event: TelephoneEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(event: TelephoneEvent): void {
    this.listeners.forEach((listener) => listener(event));
  }

  private deviceOptions(sdk: Sdk, { edges, signalling }: TelephoneOptions): AllOptions {
    return {
      allowIncomingWhileBusy: true,
      closeProtection: true,
      codecPreferences: [sdk.Call.Codec.Opus, sdk.Call.Codec.PCMU],
      enableImprovedSignalingErrorPrecision: true,
      getUserMedia: (wanted: MediaStreamConstraints) => this.microphone.open(wanted),
      // Without all fifteen the SDK fetches those that are missing from Twilio's own host.
      sounds: {
        incoming: this.soundUrl("silence"),
        outgoing: this.soundUrl("silence"),
        disconnect: this.soundUrl("disconnect"),
        ...Object.fromEntries(DTMF.map((digit) => [`dtmf${digit}`, this.soundUrl(`dtmf-${digit}`)])),
      },
      // A local signalling server has no account that Twilio's Insights could keep these events for.
      ...(signalling !== null ? { chunderw: signalling, publishEvents: false } : edges.length > 0 ? { edge: [...edges] } : {}),
    };
  }

  private follow(device: Device): void {
    // The phone rings by itself, on the device of its choice, for waiting calls too; the SDK's ring delays `incoming`.
    device.audio?.incoming(false);
    device.audio?.outgoing(false);
    device.audio?.on("deviceChange", () => this.applySpeaker());
    device.on("registered", () => this.tell({ type: "registered" }));
    device.on("unregistered", () => device === this.device && this.tell({ type: "unregistered" }));
    device.on("incoming", (call: Call) => {
      const id = call.parameters["CallSid"] ?? "";
      this.attach(id, call);
      this.tell({ type: "incoming", id, from: call.parameters["From"] });
    });
    device.on("error", (error: unknown, call?: Call) => {
      const id = [...this.calls].find(([, known]) => known === call)?.[0] ?? null;
      this.tell({ type: "failed", failure: { code: codeOf(error), name: null }, id });
    });
    // The SDK destroys the device by itself when the page is put away during a call.
    device.on("destroyed", () => this.gone(device));
  }

  private gone(device: Device): void {
    if (device !== this.device) {
      return;
    }
    this.device = null;
    [...this.digits.keys()].forEach((id) => this.forgetDigits(id));
    [...this.placing, ...this.calls.keys()].forEach((id) => this.tell({ type: "disconnected", id }));
    this.placing.clear();
    this.calls.clear();
    this.tell({ type: "stopped" });
  }

  private attach(id: string, call: Call): void {
    this.calls.set(id, call);
    this.digits.set(id, new DigitQueue(this.clock, (digit) => call.sendDigits(digit)));
    call.on("ringing", (earlyMedia: boolean) => this.tell({ type: "ringing", id, earlyMedia }));
    call.on("accept", () => this.tell({ type: "accepted", id }));
    call.on("cancel", () => this.over(id, "cancelled"));
    call.on("reject", () => this.over(id, "disconnected"));
    // Where the microphone fails, the SDK raises `disconnect` first and says why after it.
    call.on("disconnect", () => queueMicrotask(() => this.over(id, "disconnected")));
    call.on("error", (error: unknown) => this.callFailed(id, call, error));
    call.on("reconnecting", () => call.status() !== "pending" && this.tell({ type: "reconnecting", id }));
    call.on("reconnected", () => this.tell({ type: "reconnected", id }));
    call.on("warning", (name: string) => this.tell({ type: "warning", id, name }));
    call.on("warning-cleared", (name: string) => this.tell({ type: "warningCleared", id, name }));
    call.on("messageReceived", (message: Call.Message) => this.said(id, message));
    call.on("volume", (input: number) => this.tell({ type: "volume", id, input }));
    call.on("transportClose", () => this.transportClosed(id, call));
  }

  private said(id: string, { messageType, content }: Call.Message): void {
    const said = this.readsMessages && messageType === MESSAGE_TYPE ? parseSaid(content) : null;
    if (said !== null) {
      this.tell({ type: "said", id, ...said });
    }
  }

  private callFailed(id: string, call: Call, error: unknown): void {
    const code = codeOf(error);
    const name = code === 31401 || code === 31402 ? this.microphone.failure : null;
    this.tell({ type: "failed", failure: { code, name }, id });
    queueMicrotask(() => call.status() === "closed" && this.over(id, "disconnected"));
  }

  /**
   * The connection to the server broke. A call that was answered has a token to take it up again, and the SDK does. An
   * earlier one is dropped by the SDK without any event, and an outgoing one then blocks every later call of the device.
   */
  private transportClosed(id: string, call: Call): void {
    if (call.status() === "pending") {
      this.over(id, "cancelled");
      return;
    }
    queueMicrotask(() => {
      if (call.status() === "closed" && this.calls.has(id)) {
        this.over(id, "lost");
        this.device?.destroy();
      }
    });
  }

  private over(id: string, type: "cancelled" | "disconnected" | "lost"): void {
    if (!this.calls.delete(id)) {
      return;
    }
    this.forgetDigits(id);
    if (this.calls.size === 0) {
      // A microphone chosen during the call would otherwise stay open, with its light on, until the page is closed.
      this.device?.audio?.unsetInputDevice().catch(() => undefined);
    }
    this.tell({ type, id });
  }

  private forgetDigits(id: string): void {
    this.digits.get(id)?.close();
    this.digits.delete(id);
  }

  /**
   * The SDK makes its audio context when the page is loaded, which the browser keeps suspended, and never resumes it: no key
   * would sound, and the level of the microphone would stay at nothing. Placing and answering a call are the person's own
   * doing, which is when the browser lets it go on.
   */
  private wakeAudio(): void {
    this.sdk?.Device.audioContext?.resume().catch(() => undefined);
  }

  /** The speakers have no identifiers before the browser has listed them, and none to choose before it was allowed to. */
  private applySpeaker(): void {
    const audio = this.device?.audio;
    const wanted = this.wantedSpeaker;
    if (audio && wanted !== null && audio.availableOutputDevices.has(wanted)) {
      audio.speakerDevices.set(wanted).catch(() => undefined);
    }
  }
}

let loading: Promise<Sdk> | null = null;

function loadSdk(signalling: string | null): Promise<Sdk> {
  if (loading === null) {
    if (signalling !== null && location.protocol === "http:") {
      allowPlainSocket(signalling, window);
    }
    loading = import("@twilio/voice-sdk").catch((error: unknown) => {
      // The network was gone: the next start must try again instead of remembering this failure.
      loading = null;
      throw error;
    });
  }
  return loading;
}
