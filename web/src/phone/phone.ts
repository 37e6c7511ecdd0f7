import { CallLog } from "./call-log";
import type { Clock } from "./clock";
import { DeviceList, type MediaDeviceSource, type Use } from "./devices";
import { chooseLanguage, keepLanguage } from "./language";
import type { Config, E164, EndReason, Language, Pairing, PhoneState, PhoneView, ProblemKind, Session } from "./model";
import type { Notifier } from "./notify";
import { callerOf, candidates, formatted, homeCountry, normalise, type Whereabouts } from "./number";
import { forgetPairing, keepPairing, keptPairing, type Invitation } from "./pairing";
import { meaningOf, speakerProblem } from "./problems";
import { CallQuality } from "./quality";
import { clearRecents, deleteRecent, keepRecent, keptRecents, lastDialled } from "./recents";
import type { Ring, Ringer } from "./ringer";
import { SessionKeeper } from "./session";
import { initialState, liveCall, reduce, type PhoneEvent } from "./state";
import { Memory, type Store } from "./storage";
import type { Happening, Surroundings } from "./surroundings";
import { Tabs, type Channel, type Locks } from "./tabs";
import type { Telephone, TelephoneEvent, TelephoneOptions } from "./telephone";
import type { TokenAnswer } from "./token";

/** Everything outside the phone's own rules; a test hands in its own. */
export interface PhoneEffects {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly store: () => Store;
  readonly telephone: Telephone;
  readonly surroundings: Surroundings;
  readonly ringer: Ringer;
  readonly notifier: Notifier;
  readonly mediaDevices: MediaDeviceSource | null;
  readonly canChooseSpeaker: boolean;
  readonly locks: Locks | null;
  readonly channel: Channel;
  /** The browser's languages, the most wanted first. */
  readonly languages: readonly string[];
  readonly timeZone: string | null;
  /** What the link said that opened this page. */
  readonly invitation: Invitation | null;
  askForToken(pairing: Pairing): Promise<TokenAnswer>;
  /** Says that `peer` calls, in the language of `state`. */
  callSentence(peer: string | null, state: PhoneState): string;
}

/** Long enough to read how the call ended, short enough not to be in the way of the next one. */
const END_SHOWN_MS = 4_000;
/** A name that the network gave, or a mistake with the clipboard, may be of any length. */
const LONGEST_DIALLED = 64;
/** What is no longer true once the phone is registered again. */
const CONNECTION_PROBLEMS: readonly ProblemKind[] = [
  "signallingFailed",
  "connectionLost",
  "tokenInvalid",
  "tokenExpired",
  "authorizationFailed",
];

/** The phone: turns what a person wishes into effects, and what the effects report into the next state. */
export class Phone implements PhoneView {
  state: PhoneState;
  private readonly listeners = new Set<() => void>();
  private readonly levelListeners = new Set<(level: number) => void>();
  private readonly memory: Memory;
  private readonly keeper: SessionKeeper;
  private readonly tabs: Tabs;
  private readonly deviceList: DeviceList;
  private readonly log = new CallLog();
  private quality = new CallQuality();
  /** The call for which the network sends no ringing of its own. */
  private silentlyRinging: string | null = null;
  /** Whether this tab is the phone; `null` before the tabs have agreed. */
  private isPhone: boolean | null = null;
  private stopShowingEnd: (() => void) | null = null;

  constructor(private readonly effects: PhoneEffects) {
    const { config, clock, random, telephone, surroundings, locks, channel } = effects;
    this.memory = new Memory(effects.store, () => this.complain("storageFull"));
    this.state = initialState(chooseLanguage(this.memory, effects.languages, config.languages), config.languages);
    this.deviceList = new DeviceList(this.memory, effects.mediaDevices, effects.canChooseSpeaker, (devices) =>
      this.dispatch({ type: "devicesChanged", devices }),
    );
    this.keeper = new SessionKeeper({
      clock,
      random,
      telephone,
      surroundings,
      askForToken: (pairing) => effects.askForToken(pairing),
      optionsFor: (pairing) => this.optionsFor(pairing),
      inCall: () => this.inCall(),
      showSession: (session) => this.showSession(session),
      showProblem: (problem) => this.dispatch({ type: "problemRaised", problem }),
      recovered: () => this.recovered(),
    });
    this.tabs = new Tabs({
      locks,
      channel,
      clock,
      id: effects.newId(),
      inCall: () => this.inCall(),
      becamePhone: () => this.becamePhone(),
      becameSpare: () => this.becameSpare(),
      promised: () => this.showSession({ kind: "elsewhere", afterCall: true }),
    });
  }

  /** Begins; call once. */
  start(): void {
    const { telephone, surroundings, notifier, invitation } = this.effects;
    telephone.listen((event) => this.heard(event));
    surroundings.listen((happening) => this.noticed(happening));
    const pairing = keptPairing(this.memory);
    this.dispatch({ type: "recentsChanged", recents: keptRecents(this.memory) });
    this.dispatch({ type: "notificationsChanged", notifications: notifier.permission() });
    if (pairing !== null) {
      this.dispatch({ type: "paired", pairing });
    }
    if (invitation !== null) {
      this.pair(invitation.number, invitation.key);
    }
    void this.deviceList.refresh().then(() => this.applyDevices());
    this.tabs.start();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onInputLevel(listener: (level: number) => void): () => void {
    this.levelListeners.add(listener);
    return () => this.levelListeners.delete(listener);
  }

  pair(number: string, key: string | null): boolean {
    const e164 = normalise(number, candidates(this.whereabouts(null)));
    if (e164 === null) {
      this.complain("invalidNumber");
      return false;
    }
    const trimmed = key?.trim() ?? "";
    const pairing: Pairing = { number: e164, key: trimmed === "" ? null : trimmed };
    this.dispatch({ type: "paired", pairing });
    keepPairing(this.memory, pairing);
    this.beginAgain();
    return true;
  }

  forget(): void {
    forgetPairing(this.memory);
    this.dispatch({ type: "forgotten" });
    this.beginAgain();
  }

  setLanguage(language: Language): void {
    this.dispatch({ type: "languageChosen", language });
    keepLanguage(this.memory, this.state.language);
  }

  setDialled(text: string): void {
    this.dispatch({ type: "dialledChanged", dialled: text.slice(0, LONGEST_DIALLED) });
  }

  press(key: string): void {
    const { call, dialled } = this.state;
    if (!/^[0-9*#+]$/.test(key)) {
      return;
    }
    if (call.kind === "talking") {
      if (key !== "+") {
        this.effects.telephone.sendDigits(call.id, key);
        this.dispatch({ type: "callDigit", id: call.id, digit: key });
      }
    } else if (liveCall(call) === null) {
      this.setDialled(dialled + key);
    }
  }

  backspace(): void {
    this.setDialled(this.state.dialled.slice(0, -1));
  }

  dial(): void {
    const { dialled, recents } = this.state;
    if (dialled.trim() !== "") {
      this.callNumber(dialled);
      return;
    }
    const last = lastDialled(recents);
    if (last !== null) {
      this.setDialled(formatted(last, homeCountry(this.whereabouts())).replace(/[^\d+]/g, "") || last);
    }
  }

  callBack(number: string): void {
    this.callNumber(number);
  }

  answer(): void {
    const { call } = this.state;
    if (call.kind === "incoming" && call.answering !== true) {
      this.dispatch({ type: "callAnswering", id: call.id });
      this.effects.telephone.answer(call.id, this.state.devices.microphone);
    }
  }

  decline(): void {
    const { call } = this.state;
    if (call.kind === "incoming") {
      this.end(call.id, "declined");
      this.effects.telephone.decline(call.id);
    }
  }

  hangUp(): void {
    const { call } = this.state;
    if (call.kind === "talking" || call.kind === "connecting" || call.kind === "ringing") {
      this.end(call.id, call.kind === "talking" ? "hungUp" : "cancelled");
      this.effects.telephone.hangUp(call.id);
    } else if (call.kind === "incoming" && call.answering === true) {
      this.end(call.id, "hungUp");
      this.effects.telephone.hangUp(call.id);
    }
  }

  setMuted(muted: boolean): void {
    const { call } = this.state;
    if (call.kind === "talking") {
      this.effects.telephone.setMuted(call.id, muted);
      this.dispatch({ type: "callMuted", id: call.id, muted });
    }
  }

  answerWaiting(): void {
    const { call, waiting, devices } = this.state;
    const current = liveCall(call);
    if (waiting === null || current === null) {
      return;
    }
    // In one step, or the waiting call would ring aloud for the moment between the two.
    this.end(current, call.kind === "incoming" ? "declined" : "hungUp", { type: "callAnswering", id: waiting.id });
    if (call.kind === "incoming" && call.answering !== true) {
      this.effects.telephone.decline(current);
    } else {
      this.effects.telephone.hangUp(current);
    }
    this.effects.telephone.answer(waiting.id, devices.microphone);
  }

  declineWaiting(): void {
    const { waiting } = this.state;
    if (waiting !== null) {
      this.end(waiting.id, "declined");
      this.effects.telephone.decline(waiting.id);
    }
  }

  deleteRecent(id: string): void {
    this.dispatch({ type: "recentsChanged", recents: deleteRecent(this.memory, id) });
  }

  clearRecents(): void {
    this.dispatch({ type: "recentsChanged", recents: clearRecents(this.memory) });
  }

  chooseMicrophone(id: string): void {
    this.choose("microphone", id);
    this.effects.telephone.setMicrophone(id).catch((error: unknown) => {
      const meaning = meaningOf({ code: null, name: error instanceof Error ? error.name : null });
      if ("problem" in meaning) {
        this.dispatch({ type: "problemRaised", problem: meaning.problem });
      }
    });
  }

  chooseSpeaker(id: string): void {
    this.choose("speaker", id);
    this.effects.telephone.setSpeaker(id).catch(() => this.speakerFailed());
  }

  chooseRinger(id: string): void {
    this.choose("ringer", id);
  }

  testRinger(): void {
    this.effects.ringer.test().catch(() => this.speakerFailed());
  }

  takeOver(): void {
    this.tabs.takeOver();
  }

  allowNotifications(): void {
    void this.effects.notifier.ask().then((notifications) => this.dispatch({ type: "notificationsChanged", notifications }));
  }

  dismissProblem(): void {
    this.dispatch({ type: "problemDismissed" });
  }

  retry(): void {
    this.dismissProblem();
    this.keeper.retry();
  }

  private callNumber(text: string): void {
    const { pairing, call } = this.state;
    if (pairing === null || this.isPhone !== true || liveCall(call) !== null) {
      return;
    }
    const number = normalise(text, candidates(this.whereabouts()));
    if (number === null) {
      this.complain("invalidNumber");
      return;
    }
    void this.place(number, pairing);
  }

  private async place(number: E164, pairing: Pairing): Promise<void> {
    const { clock, telephone, newId } = this.effects;
    const id = newId();
    this.log.began(id, "out", number, clock.now());
    this.dispatch({ type: "callPlaced", id, peer: number, at: clock.now() }, { type: "dialledChanged", dialled: "" });
    const ready = await this.keeper.readyToCall();
    if (liveCall(this.state.call) !== id) {
      return;
    }
    if (ready) {
      const numbers = { callerPhoneNumber: pairing.number, callOutgoingPhoneNumber: number };
      telephone.connect(id, numbers, this.state.devices.microphone);
      return;
    }
    this.end(id, "failed");
    const refused = this.state.session.kind === "notRegistered" || this.state.session.kind === "wrongKey";
    this.complain(refused ? "authorizationFailed" : "connectionLost");
  }

  private heard(event: TelephoneEvent): void {
    const { clock } = this.effects;
    switch (event.type) {
      case "incoming":
        this.rung(event.id, callerOf(event.from));
        break;
      case "ringing":
        this.silentlyRinging = event.earlyMedia ? null : event.id;
        this.dispatch({ type: "callRinging", id: event.id });
        this.followUp();
        break;
      case "accepted":
        this.quality = new CallQuality();
        this.log.answered(event.id, clock.now());
        this.dispatch({ type: "callAnswered", id: event.id, at: clock.now() });
        void this.deviceList.refresh();
        break;
      case "cancelled":
      case "disconnected":
        this.end(event.id, null);
        break;
      case "lost":
        this.log.failed(event.id, { code: 53001, name: null });
        this.end(event.id, null);
        break;
      case "failed":
        if (event.id !== null) {
          this.log.failed(event.id, event.failure);
        }
        break;
      case "reconnecting":
        this.dispatch({ type: "callReconnecting", id: event.id });
        break;
      case "reconnected":
        this.dispatch({ type: "callReconnected", id: event.id });
        break;
      case "warning":
        this.dispatch({ type: "callQuality", id: event.id, quality: this.quality.raise(event.name) });
        break;
      case "warningCleared":
        this.dispatch({ type: "callQuality", id: event.id, quality: this.quality.clear(event.name) });
        break;
      case "volume":
        this.levelListeners.forEach((listener) => listener(Math.min(1, Math.max(0, event.input))));
    }
  }

  private rung(id: string, peer: string | null): void {
    const { clock, telephone } = this.effects;
    this.log.began(id, "in", peer, clock.now());
    this.dispatch({ type: "callArrived", id, peer, at: clock.now() });
    if (liveCall(this.state.call) !== id && this.state.waiting?.id !== id) {
      // One call and one waiting is all that a person can follow. The third caller hears that the line is busy.
      this.end(id, "missed");
      telephone.decline(id);
    }
  }

  /** Ends the call `id` in the state and remembers it; `then` happens in the same step. */
  private end(id: string, wished: EndReason | null, ...then: PhoneEvent[]): void {
    const at = this.effects.clock.now();
    const ending = this.log.ended(id, at, wished);
    if (ending === null) {
      return;
    }
    const recents = keepRecent(this.memory, ending.recent);
    const problem: PhoneEvent[] = ending.problem === null ? [] : [{ type: "problemRaised", problem: ending.problem }];
    const ended: PhoneEvent = { type: "callEnded", id, reason: ending.reason, at };
    this.dispatch(ended, ...then, { type: "recentsChanged", recents }, ...problem);
    if (!this.inCall() && this.isPhone === true) {
      this.keeper.callEnded();
      this.tabs.callEnded();
      this.pairedElsewhere(keptPairing(this.memory));
    }
  }

  private noticed(happening: Happening): void {
    if (happening === "stored") {
      this.dispatch({ type: "recentsChanged", recents: keptRecents(this.memory) });
      this.pairedElsewhere(keptPairing(this.memory));
    } else if (happening === "hidden" || happening === "woke") {
      this.dispatch({ type: "notificationsChanged", notifications: this.effects.notifier.permission() });
      this.followUp();
    }
  }

  /** Another tab chose or forgot the number. A call in progress is not ended by that. */
  private pairedElsewhere(pairing: Pairing | null): void {
    const known = this.state.pairing;
    if (this.inCall() || (pairing?.number === known?.number && pairing?.key === known?.key)) {
      return;
    }
    this.dispatch(pairing === null ? { type: "forgotten" } : { type: "paired", pairing });
    this.beginAgain();
  }

  private becamePhone(): void {
    this.isPhone = true;
    if (this.state.pairing !== null) {
      this.keeper.start(this.state.pairing);
    }
  }

  private async becameSpare(): Promise<void> {
    this.isPhone = false;
    await this.keeper.stop();
    this.showSession({ kind: "elsewhere" });
  }

  /** The pairing changed: whatever was registered for the old one is given up first. */
  private beginAgain(): void {
    if (this.isPhone === false) {
      this.showSession({ kind: "elsewhere" });
    }
    if (this.isPhone === true) {
      const { pairing } = this.state;
      void this.keeper.stop().then(() => {
        if (pairing !== null && pairing === this.state.pairing && this.isPhone === true) {
          this.keeper.start(pairing);
        }
      });
    }
  }

  private showSession(session: Session): void {
    this.dispatch({ type: "sessionChanged", session });
  }

  private recovered(): void {
    if (this.state.problem !== null && CONNECTION_PROBLEMS.includes(this.state.problem.kind)) {
      this.dismissProblem();
    }
  }

  private choose(use: Use, id: string): void {
    this.deviceList.choose(use, id);
    this.applyDevices();
  }

  private applyDevices(): void {
    const { speaker, ringer } = this.state.devices;
    this.effects.ringer.setSpeaker(speaker);
    this.effects.ringer.setRinger(ringer);
  }

  private complain(kind: ProblemKind): void {
    this.dispatch({ type: "problemRaised", problem: { kind, code: null } });
  }

  private speakerFailed(): void {
    this.dispatch({ type: "problemRaised", problem: speakerProblem() });
  }

  private inCall(): boolean {
    return liveCall(this.state.call) !== null || this.state.waiting !== null;
  }

  private optionsFor({ number }: Pairing): TelephoneOptions {
    const { config } = this.effects;
    // The longest prefix wins, so that an entry for one city can stand beside its country's.
    const [prefix] = Object.keys(config.edges)
      .filter((start) => number.startsWith(start))
      .sort((one, other) => other.length - one.length);
    const edges = prefix === undefined ? [] : (config.edges[prefix] ?? []);
    return { edges, signalling: config.signalling ?? null, speaker: this.state.devices.speaker };
  }

  private whereabouts(own: E164 | null = this.state.pairing?.number ?? null): Whereabouts {
    const { languages, timeZone, config } = this.effects;
    return { own, languages, timeZone, served: [...Object.keys(config.edges), ...config.languages] };
  }

  private dispatch(...events: PhoneEvent[]): void {
    const next = events.reduce(reduce, this.state);
    if (next === this.state) {
      return;
    }
    this.state = next;
    this.followUp();
    this.listeners.forEach((listener) => listener());
  }

  /** What the state itself calls for: ringing, telling of a caller, and taking away the news of an ended call. */
  private followUp(): void {
    const { ringer, notifier, surroundings, clock, callSentence } = this.effects;
    const { call, waiting } = this.state;
    ringer.play(this.ring());
    const offered = waiting ?? (call.kind === "incoming" && call.answering !== true ? call : null);
    notifier.attention(offered === null ? null : callSentence(offered.peer, this.state), surroundings.isHidden());
    if (call.kind !== "ended") {
      this.stopShowingEnd?.();
      this.stopShowingEnd = null;
    } else if (this.stopShowingEnd === null) {
      this.stopShowingEnd = clock.after(END_SHOWN_MS, () => {
        this.stopShowingEnd = null;
        this.dispatch({ type: "endShown" });
      });
    }
  }

  private ring(): Ring | null {
    const { call, waiting } = this.state;
    if (call.kind === "incoming" && call.answering !== true) {
      return "ring";
    }
    if (waiting !== null) {
      return "waiting";
    }
    return call.kind === "ringing" && this.silentlyRinging === call.id ? "ringback" : null;
  }
}
