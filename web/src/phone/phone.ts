import { Attention } from "./attention";
import { Calls } from "./calls";
import { chooseLanguage, keepLanguage } from "./language";
import type { E164, Language, Pairing, PhoneState, PhoneView, ProblemKind, Session } from "./model";
import { candidates, formatted, homeCountry, normalise, type Whereabouts } from "./number";
import { forgetPairing, keepPairing, keptPairing } from "./pairing";
import type { PhoneEffects } from "./phone-effects";
import { clearRecents, deleteRecent, keptRecents, lastDialled } from "./recents";
import { SessionKeeper } from "./session";
import { Sound } from "./sound";
import { initialState, liveCall, reduce, type PhoneEvent } from "./state";
import { Memory } from "./storage";
import type { Happening } from "./surroundings";
import { Tabs } from "./tabs";
import type { TelephoneOptions } from "./telephone";

/** A name that the network gave, or a mistake with the clipboard, may be of any length. */
const LONGEST_DIALLED = 64;
/** What is no longer true once the phone is registered again. */
const CONNECTION_PROBLEMS: readonly ProblemKind[] = [
  "signallingFailed",
  "twilioUnreachable",
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
  private readonly sound: Sound;
  private readonly calls: Calls;
  private readonly attention: Attention;
  /** Whether this tab is the phone; `null` before the tabs have agreed. */
  private isPhone: boolean | null = null;

  constructor(private readonly effects: PhoneEffects) {
    const { config, clock, random, telephone, surroundings, locks, channel } = effects;
    this.memory = new Memory(effects.store, () => this.complain("storageFull"));
    this.state = initialState(chooseLanguage(this.memory, effects.languages, config.languages), config.languages);
    this.sound = new Sound({
      memory: this.memory,
      telephone,
      ringer: effects.ringer,
      mediaDevices: effects.mediaDevices,
      canChooseSpeaker: effects.canChooseSpeaker,
      showDevices: (devices) => this.dispatch({ type: "devicesChanged", devices }),
      showProblem: (problem) => this.dispatch({ type: "problemRaised", problem }),
    });
    // Before the others that listen to the telephone: what rings must be known when the state says that it rings.
    this.attention = new Attention({
      clock,
      telephone,
      surroundings,
      ringer: effects.ringer,
      notifier: effects.notifier,
      callSentence: (peer, state) => effects.callSentence(peer, state),
      endShown: () => this.dispatch({ type: "endShown" }),
    });
    this.calls = new Calls({
      clock,
      telephone,
      speech: effects.speech,
      newId: effects.newId,
      memory: this.memory,
      state: () => this.state,
      dispatch: (...events) => this.dispatch(...events),
      readyToCall: () => this.keeper.readyToCall(),
      notReady: () => this.notReady(),
      allEnded: () => this.allEnded(),
    });
    this.keeper = new SessionKeeper({
      clock,
      random,
      telephone,
      surroundings,
      askForToken: (pairing) => effects.askForToken(pairing),
      optionsFor: (pairing) => this.optionsFor(pairing),
      inCall: () => this.calls.inCall(),
      showSession: (session) => this.showSession(session),
      showProblem: (problem) => this.dispatch({ type: "problemRaised", problem }),
      recovered: () => this.recovered(),
    });
    this.tabs = new Tabs({
      locks,
      channel,
      clock,
      id: effects.newId(),
      inCall: () => this.calls.inCall(),
      becamePhone: () => this.becamePhone(),
      becameSpare: () => this.becameSpare(),
      promised: () => this.showSession({ kind: "elsewhere", afterCall: true }),
    });
    this.remember();
  }

  /** Begins; call once. What is remembered was there before, so that the first thing painted is already right. */
  start(): void {
    const { telephone, surroundings } = this.effects;
    telephone.listen((event) => {
      if (event.type === "volume") {
        this.levelListeners.forEach((listener) => listener(Math.min(1, Math.max(0, event.input))));
      }
    });
    surroundings.listen((happening) => this.noticed(happening));
    this.sound.start();
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
    if (!/^[0-9*#+]$/.test(key)) {
      return;
    }
    this.calls.sendTone(key);
    if (liveCall(this.state.call) === null) {
      this.setDialled(this.state.dialled + key);
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
    this.calls.answer();
  }

  decline(): void {
    this.calls.decline();
  }

  hangUp(): void {
    this.calls.hangUp();
  }

  setMuted(muted: boolean): void {
    this.calls.setMuted(muted);
  }

  answerWaiting(): void {
    this.calls.answerWaiting();
  }

  declineWaiting(): void {
    this.calls.declineWaiting();
  }

  deleteRecent(id: string): void {
    this.dispatch({ type: "recentsChanged", recents: deleteRecent(this.memory, id) });
  }

  clearRecents(): void {
    this.dispatch({ type: "recentsChanged", recents: clearRecents(this.memory) });
  }

  chooseMicrophone(id: string): void {
    this.sound.chooseMicrophone(id);
  }

  chooseSpeaker(id: string): void {
    this.sound.chooseSpeaker(id);
  }

  chooseRinger(id: string): void {
    this.sound.chooseRinger(id);
  }

  testRinger(): void {
    this.sound.testRinger();
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

  private remember(): void {
    const pairing = keptPairing(this.memory);
    const { notifier, invitation } = this.effects;
    this.dispatch(
      { type: "recentsChanged", recents: keptRecents(this.memory) },
      { type: "notificationsChanged", notifications: notifier.permission() },
      ...(pairing === null ? [] : [{ type: "paired", pairing } as const]),
    );
    if (invitation !== null) {
      this.pair(invitation.number, invitation.key);
    }
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
    void this.calls.place(pairing.number, number);
  }

  private notReady(): void {
    const refused = this.state.session.kind === "notRegistered" || this.state.session.kind === "wrongKey";
    this.complain(refused ? "authorizationFailed" : "connectionLost");
  }

  private allEnded(): void {
    if (this.isPhone === true) {
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
      this.attention.follow(this.state);
    }
  }

  /** Another tab chose or forgot the number. A call in progress is not ended by that. */
  private pairedElsewhere(pairing: Pairing | null): void {
    const known = this.state.pairing;
    if (this.calls.inCall() || (pairing?.number === known?.number && pairing?.key === known?.key)) {
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

  private complain(kind: ProblemKind): void {
    this.dispatch({ type: "problemRaised", problem: { kind, code: null } });
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
    this.attention.follow(next);
    this.listeners.forEach((listener) => listener());
  }
}
