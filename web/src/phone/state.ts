import type { Call, Devices, E164, EndReason, Language, Pairing, PhoneState, Problem, Quality, Recent, Session } from "./model";

/** What can happen to the phone. Times are milliseconds since the epoch. */
export type PhoneEvent =
  | { readonly type: "paired"; readonly pairing: Pairing }
  | { readonly type: "forgotten" }
  | { readonly type: "languageChosen"; readonly language: Language }
  | { readonly type: "dialledChanged"; readonly dialled: string }
  | { readonly type: "recentsChanged"; readonly recents: readonly Recent[] }
  | { readonly type: "devicesChanged"; readonly devices: Devices }
  | { readonly type: "notificationsChanged"; readonly notifications: PhoneState["notifications"] }
  | { readonly type: "sessionChanged"; readonly session: Session }
  | { readonly type: "problemRaised"; readonly problem: Problem }
  | { readonly type: "problemDismissed" }
  | CallEvent;

/** What can happen to a call. Each names the call, because news of an older one may come late. */
export type CallEvent =
  | { readonly type: "callPlaced"; readonly id: string; readonly peer: E164; readonly at: number }
  | { readonly type: "callArrived"; readonly id: string; readonly peer: string | null; readonly at: number }
  | { readonly type: "callRinging"; readonly id: string }
  | { readonly type: "callAnswering"; readonly id: string }
  | { readonly type: "callAnswered"; readonly id: string; readonly at: number }
  | { readonly type: "callSaid"; readonly id: string; readonly text: string; readonly language: string }
  | { readonly type: "callMuted"; readonly id: string; readonly muted: boolean }
  | { readonly type: "callDigit"; readonly id: string; readonly digit: string }
  | { readonly type: "callReconnecting"; readonly id: string }
  | { readonly type: "callReconnected"; readonly id: string }
  | { readonly type: "callQuality"; readonly id: string; readonly quality: Quality | null }
  | { readonly type: "callEnded"; readonly id: string; readonly reason: EndReason; readonly at: number }
  | { readonly type: "endShown" };

const IDLE: Call = { kind: "idle" };

/** The phone before anything has happened. */
export function initialState(language: Language, languages: readonly Language[]): PhoneState {
  return {
    language,
    languages,
    pairing: null,
    session: { kind: "unpaired" },
    call: IDLE,
    waiting: null,
    dialled: "",
    recents: [],
    devices: { microphones: [], speakers: [], microphone: null, speaker: null, ringer: null, canChooseSpeaker: false },
    problem: null,
    notifications: "default",
  };
}

/** The state after `event`; the very same object where `event` cannot happen in `state` or changes nothing. */
export function reduce(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case "paired":
      return { ...state, pairing: event.pairing, session: { kind: "starting" }, problem: null, dialled: "" };
    case "forgotten":
      return { ...state, pairing: null, session: { kind: "unpaired" }, problem: null, dialled: "" };
    case "languageChosen":
      return state.languages.includes(event.language) ? { ...state, language: event.language } : state;
    case "dialledChanged":
      return dialledChanged(state, event.dialled);
    case "recentsChanged":
      return { ...state, recents: event.recents };
    case "devicesChanged":
      return { ...state, devices: event.devices };
    case "notificationsChanged":
      return { ...state, notifications: event.notifications };
    case "sessionChanged":
      return sessionChanged(state, event.session);
    case "problemRaised":
      return { ...state, problem: event.problem };
    case "problemDismissed":
      return state.problem === null ? state : { ...state, problem: null };
    default:
      return callChanged(state, event);
  }
}

/** The identifier of the call that is shown large, while it lives. */
export function liveCall(call: Call): string | null {
  return "id" in call ? call.id : null;
}

function dialledChanged(state: PhoneState, dialled: string): PhoneState {
  if (dialled === state.dialled) {
    return state;
  }
  // Whoever corrects the number has read that it was none.
  return { ...state, dialled, problem: state.problem?.kind === "invalidNumber" ? null : state.problem };
}

function sessionChanged(state: PhoneState, session: Session): PhoneState {
  // Late news of a session must not make a forgotten phone look as if it were one.
  if ((session.kind === "unpaired") !== (state.pairing === null) || isSame(session, state.session)) {
    return state;
  }
  return { ...state, session };
}

function isSame(one: Session, other: Session): boolean {
  const promised = (session: Session) => session.kind === "elsewhere" && session.afterCall === true;
  return one.kind === other.kind && promised(one) === promised(other);
}

function callChanged(state: PhoneState, event: CallEvent): PhoneState {
  switch (event.type) {
    case "callPlaced":
      return placed(state, event);
    case "callArrived":
      return arrived(state, event);
    case "callAnswered":
      return answered(state, event);
    case "callEnded":
      return ended(state, event);
    case "endShown":
      return state.call.kind === "ended" ? { ...state, call: IDLE } : state;
    default: {
      const call = advanced(state.call, event);
      return call === state.call ? state : { ...state, call };
    }
  }
}

function placed(state: PhoneState, { id, peer, at }: CallEvent & { type: "callPlaced" }): PhoneState {
  if (liveCall(state.call) !== null || state.pairing === null) {
    return state;
  }
  return { ...state, call: { kind: "connecting", id, peer, since: at }, problem: null };
}

function arrived(state: PhoneState, { id, peer, at }: CallEvent & { type: "callArrived" }): PhoneState {
  const current = liveCall(state.call);
  if (current === null) {
    return { ...state, call: { kind: "incoming", id, peer, since: at } };
  }
  // There is one place to wait. A third caller goes on ringing unseen; whoever receives the event declines it.
  return state.waiting === null && current !== id ? { ...state, waiting: { id, peer } } : state;
}

function answered(state: PhoneState, { id, at }: CallEvent & { type: "callAnswered" }): PhoneState {
  const { call, waiting } = state;
  const talking = { kind: "talking", id, since: at, muted: false, reconnecting: false, digits: "", quality: null } as const;
  if (waiting?.id === id) {
    return { ...state, waiting: null, call: { ...talking, direction: "in", peer: waiting.peer } };
  }
  if (liveCall(call) !== id || call.kind === "talking" || !("peer" in call)) {
    return state;
  }
  return { ...state, call: { ...talking, ...captionOf(call), direction: call.kind === "incoming" ? "in" : "out", peer: call.peer } };
}

function ended(state: PhoneState, { id, reason, at }: CallEvent & { type: "callEnded" }): PhoneState {
  const { call, waiting } = state;
  if (waiting?.id === id) {
    return { ...state, waiting: null };
  }
  if (liveCall(call) !== id || !("peer" in call)) {
    return state;
  }
  if (waiting !== null) {
    return { ...state, waiting: null, call: { kind: "incoming", ...waiting, since: at } };
  }
  const seconds = call.kind === "talking" ? Math.max(0, Math.round((at - call.since) / 1000)) : 0;
  return { ...state, call: { kind: "ended", peer: call.peer, reason, seconds, ...captionOf(call) } };
}

/** What was last said stays when a call goes from one kind to the next: it may be the reason why it ends. */
function captionOf(call: Call): Pick<Call & { kind: "talking" }, "caption"> {
  return "caption" in call ? { caption: call.caption } : {};
}

type Advance = Exclude<CallEvent, { type: "callPlaced" | "callArrived" | "callAnswered" | "callEnded" | "endShown" }>;

/** What one piece of news makes of the call that is shown; the same object where it is about another call, or impossible. */
function advanced(call: Call, event: Advance): Call {
  if (liveCall(call) !== event.id) {
    return call;
  }
  if (event.type === "callRinging") {
    return call.kind === "connecting" ? { ...call, kind: "ringing" } : call;
  }
  if (event.type === "callAnswering") {
    return call.kind === "incoming" && call.answering !== true ? { ...call, answering: true } : call;
  }
  if (event.type === "callSaid") {
    return saidIn(call, event);
  }
  if (call.kind !== "talking") {
    return call;
  }
  switch (event.type) {
    case "callMuted":
      return event.muted === call.muted ? call : { ...call, muted: event.muted };
    case "callDigit":
      return { ...call, digits: call.digits + event.digit };
    case "callReconnecting":
      return call.reconnecting ? call : { ...call, reconnecting: true };
    case "callReconnected":
      return call.reconnecting ? { ...call, reconnecting: false } : call;
    case "callQuality":
      return event.quality === call.quality ? call : { ...call, quality: event.quality };
  }
}

/** A sentence may come before the news that the sound is set up, but not in a call that nobody has answered here. */
function saidIn(call: Call, { text, language }: CallEvent & { type: "callSaid" }): Call {
  const unanswered = call.kind === "incoming" && call.answering !== true;
  return unanswered || !("id" in call) ? call : { ...call, caption: { text, language } };
}
