import { CallLog } from "./call-log";
import type { Clock } from "./clock";
import type { E164, EndReason, PhoneState } from "./model";
import { callerOf } from "./number";
import { CallQuality } from "./quality";
import { keepRecent } from "./recents";
import type { Speech } from "./speech";
import { liveCall, type PhoneEvent } from "./state";
import type { Memory } from "./storage";
import type { Telephone, TelephoneEvent } from "./telephone";

export interface CallsEffects {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly telephone: Telephone;
  readonly speech: Speech;
  readonly memory: Memory;
  state(): PhoneState;
  /** Several events are one step: nothing shows or rings between them. */
  dispatch(...events: PhoneEvent[]): void;
  /** Whether there is, or could be fetched, a token that lasts for a call. */
  readyToCall(): Promise<boolean>;
  /** A call could not be placed for want of a token. */
  notReady(): void;
  /** The last call is over. */
  allEnded(): void;
}

/** Places, takes and ends calls, and makes the telephone's news into events and memories. */
export class Calls {
  private readonly log = new CallLog();
  private quality = new CallQuality();
  /** The call in which a sentence is being spoken. */
  private speaking: string | null = null;

  constructor(private readonly effects: CallsEffects) {
    effects.telephone.listen((event) => this.heard(event));
  }

  inCall(): boolean {
    const { call, waiting } = this.effects.state();
    return liveCall(call) !== null || waiting !== null;
  }

  async place(from: E164, to: E164): Promise<void> {
    const { clock, telephone, newId, dispatch, state } = this.effects;
    const id = newId();
    this.log.began(id, "out", to, clock.now());
    dispatch({ type: "callPlaced", id, peer: to, at: clock.now() }, { type: "dialledChanged", dialled: "" });
    const ready = await this.effects.readyToCall();
    if (liveCall(state().call) !== id) {
      return;
    }
    if (ready) {
      telephone.connect(id, { callerPhoneNumber: from, callOutgoingPhoneNumber: to }, state().devices.microphone);
    } else {
      this.end(id, "failed");
      this.effects.notReady();
    }
  }

  answer(): void {
    const { call, devices } = this.effects.state();
    if (call.kind === "incoming" && call.answering !== true) {
      this.effects.dispatch({ type: "callAnswering", id: call.id });
      this.effects.telephone.answer(call.id, devices.microphone);
    }
  }

  decline(): void {
    const { call } = this.effects.state();
    if (call.kind === "incoming" && call.answering !== true) {
      this.end(call.id, "declined");
      this.effects.telephone.decline(call.id);
    }
  }

  hangUp(): void {
    const { call } = this.effects.state();
    const id = liveCall(call);
    if (id !== null && (call.kind !== "incoming" || call.answering === true)) {
      this.end(id, call.kind === "connecting" || call.kind === "ringing" ? "cancelled" : "hungUp");
      this.effects.telephone.hangUp(id);
    }
  }

  answerWaiting(): void {
    const { telephone, state } = this.effects;
    const { call, waiting, devices } = state();
    const current = liveCall(call);
    if (waiting === null || current === null) {
      return;
    }
    const rings = call.kind === "incoming" && call.answering !== true;
    // In one step, or the waiting call would ring aloud for the moment between the two.
    this.end(current, rings ? "declined" : "hungUp", { type: "callAnswering", id: waiting.id });
    if (rings) {
      telephone.decline(current);
    } else {
      telephone.hangUp(current);
    }
    telephone.answer(waiting.id, devices.microphone);
  }

  declineWaiting(): void {
    const { waiting } = this.effects.state();
    if (waiting !== null) {
      this.end(waiting.id, "declined");
      this.effects.telephone.decline(waiting.id);
    }
  }

  setMuted(muted: boolean): void {
    const { call } = this.effects.state();
    if (call.kind === "talking") {
      this.effects.telephone.setMuted(call.id, muted);
      this.effects.dispatch({ type: "callMuted", id: call.id, muted });
    }
  }

  /** Sends `key` as a tone; there is none for `+`. */
  sendTone(key: string): void {
    const { call } = this.effects.state();
    if (call.kind === "talking" && key !== "+") {
      this.effects.telephone.sendDigits(call.id, key);
      this.effects.dispatch({ type: "callDigit", id: call.id, digit: key });
    }
  }

  private heard(event: TelephoneEvent): void {
    const { dispatch } = this.effects;
    switch (event.type) {
      case "incoming":
        this.arrived(event.id, callerOf(event.from));
        break;
      case "ringing":
        dispatch({ type: "callRinging", id: event.id });
        break;
      case "accepted":
        this.answered(event.id);
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
      case "said":
        this.said(event);
        break;
      case "reconnecting":
        dispatch({ type: "callReconnecting", id: event.id });
        break;
      case "reconnected":
        dispatch({ type: "callReconnected", id: event.id });
        break;
      case "warning":
        dispatch({ type: "callQuality", id: event.id, quality: this.quality.raise(event.name) });
        break;
      case "warningCleared":
        dispatch({ type: "callQuality", id: event.id, quality: this.quality.clear(event.name) });
        break;
      default:
        break;
    }
  }

  private arrived(id: string, peer: string | null): void {
    const { clock, telephone, dispatch, state } = this.effects;
    this.log.began(id, "in", peer, clock.now());
    dispatch({ type: "callArrived", id, peer, at: clock.now() });
    if (liveCall(state().call) !== id && state().waiting?.id !== id) {
      // One call and one waiting is all that a person can follow. The third caller hears that the line is busy.
      this.end(id, "missed");
      telephone.decline(id);
    }
  }

  private said({ id, say, text, language }: TelephoneEvent & { type: "said" }): void {
    const { telephone, speech, dispatch, state } = this.effects;
    if (liveCall(state().call) === id) {
      dispatch({ type: "callSaid", id, text, language });
      this.speaking = id;
      speech.speak(text, language, () => telephone.spoken(id, say));
    }
  }

  private answered(id: string): void {
    const at = this.effects.clock.now();
    this.quality = new CallQuality();
    this.log.answered(id, at);
    this.effects.dispatch({ type: "callAnswered", id, at });
  }

  /** Ends the call `id` and remembers it; `then` happens in the same step. Does nothing where that was done before. */
  private end(id: string, wished: EndReason | null, ...then: PhoneEvent[]): void {
    const { clock, memory, dispatch, allEnded } = this.effects;
    const at = clock.now();
    const ending = this.log.ended(id, at, wished);
    if (ending === null) {
      return;
    }
    if (this.speaking === id) {
      this.speaking = null;
      this.effects.speech.hush();
    }
    const recents = keepRecent(memory, ending.recent);
    const problem: PhoneEvent[] = ending.problem === null ? [] : [{ type: "problemRaised", problem: ending.problem }];
    dispatch({ type: "callEnded", id, reason: ending.reason, at }, ...then, { type: "recentsChanged", recents }, ...problem);
    if (!this.inCall()) {
      allEnded();
    }
  }
}
