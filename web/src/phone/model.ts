/**
 * The phone as the page knows it: what is shown, what a person can wish, what can happen. Shapes only, no behaviour.
 *
 * `reduce(state, event)` in `state.ts` makes the next state; `Phone` in `phone.ts` turns intents into effects and effects'
 * results into events; the view renders `PhoneState` and calls `Intents`. Nothing here names Twilio's SDK.
 */

/** A language that the page speaks. */
export type Language = "en" | "ja" | "fr";

/** A phone number as it goes over the wire: `+`, then 2 to 15 digits. Made by `number.ts` alone. */
export type E164 = string & { readonly e164: unique symbol };

/** What `config.json` beside the page says. */
export interface Config {
  /** The API's stage, without a slash at the end: `https://….amazonaws.com/prod`, or `/prod` where it serves the page too. */
  readonly api: string;
  /** Twilio's edges to try in turn, by the beginning of the phone's own number; `""` is for every other number. */
  readonly edges: Readonly<Record<string, readonly string[]>>;
  /** The languages to offer, the first where the browser asks for none of them. */
  readonly languages: readonly Language[];
  /** `host:port` of another signalling server than Twilio's, for one machine without an account. */
  readonly signalling?: string;
}

/** Which phone this browser is. */
export interface Pairing {
  readonly number: E164;
  /** Presented as `Authorization: Bearer`, where the number's entry has one. */
  readonly key: string | null;
}

/** Whether calls can come and go; always shown. */
export type Session =
  /** No number has been chosen. */
  | { readonly kind: "unpaired" }
  /** The first token is being fetched, or the first registration awaited. */
  | { readonly kind: "starting" }
  | { readonly kind: "ready" }
  /** It was ready, and will be again by itself. */
  | { readonly kind: "reconnecting" }
  /** The browser says that there is no network. */
  | { readonly kind: "offline" }
  /** The API knows no such number (no key was presented). */
  | { readonly kind: "notRegistered" }
  /** The API gave no token although a key was presented. */
  | { readonly kind: "wrongKey" }
  /** The API cannot be reached or fails; tried again by itself. */
  | { readonly kind: "unreachable" }
  /** Another tab is the phone. `afterCall`: it is in a call, and gives way to this tab when the call is over. */
  | { readonly kind: "elsewhere"; readonly afterCall?: true };

/** A sentence that the other end says as text. */
export interface Caption {
  readonly text: string;
  /** A language tag, such as `en-US`: not always the page's own. */
  readonly language: string;
}

/**
 * The call that is shown large. `caption` is what was last said as text, present once something was. `peer` is a
 * number in E.164, or whatever the network gave, or `null` when withheld.
 */
export type Call =
  | { readonly kind: "idle" }
  | {
      readonly kind: "incoming";
      readonly id: string;
      readonly peer: string | null;
      readonly since: number;
      /** Present once the person has answered and the sound is being set up: it rings no more, and cannot be answered twice. */
      readonly answering?: true;
      readonly caption?: Caption;
    }
  | { readonly kind: "connecting" | "ringing"; readonly id: string; readonly peer: string; readonly since: number; readonly caption?: Caption }
  | {
      readonly kind: "talking";
      readonly id: string;
      readonly direction: Direction;
      readonly peer: string | null;
      /** Milliseconds since the epoch, when the call was answered. */
      readonly since: number;
      readonly muted: boolean;
      /** The connection was lost and is being restored. */
      readonly reconnecting: boolean;
      /** What was pressed during the call. */
      readonly digits: string;
      readonly quality: Quality | null;
      readonly caption?: Caption;
    }
  /** Shown for a moment, then idle again. */
  | { readonly kind: "ended"; readonly peer: string | null; readonly reason: EndReason; readonly seconds: number; readonly caption?: Caption };

/** Why a call ended, as a person would say it. None of them is an error. */
export type EndReason = "hungUp" | "cancelled" | "declined" | "busy" | "noAnswer" | "missed" | "answeredElsewhere" | "failed";

/** What is wrong with the sound. */
export type Quality = "highRoundTrip" | "packetLoss" | "highJitter" | "noInput";

export type Direction = "in" | "out";

/** A call that is over, as the browser remembers it. */
export interface Recent {
  readonly id: string;
  readonly direction: Direction;
  /** `null` where the number was withheld. */
  readonly number: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** 0 where nobody answered. */
  readonly seconds: number;
  readonly answered: boolean;
}

/** A microphone or a speaker. */
export interface SoundDevice {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly microphones: readonly SoundDevice[];
  readonly speakers: readonly SoundDevice[];
  readonly microphone: string | null;
  /** Where the other side is heard. */
  readonly speaker: string | null;
  /** Where the phone rings. */
  readonly ringer: string | null;
  /** Whether this browser can send sound to a chosen speaker at all. */
  readonly canChooseSpeaker: boolean;
}

/**
 * Something that a person must know and can mend; each has a sentence in each language. `code` is Twilio's, where it came
 * from there and helps in asking for help.
 */
export interface Problem {
  readonly kind: ProblemKind;
  readonly code: number | null;
}

export type ProblemKind =
  | "invalidNumber"
  | "microphoneBlocked"
  | "microphoneMissing"
  | "microphoneBusy"
  | "speakerUnavailable"
  | "callerNotAllowed"
  | "tokenInvalid"
  | "tokenExpired"
  | "authorizationFailed"
  | "connectionLost"
  | "signallingFailed"
  | "twilioUnreachable"
  | "mediaFailed"
  | "callRefused"
  | "numberUnreachable"
  | "rateLimited"
  | "twilioUnavailable"
  | "browserUnsupported"
  | "storageFull"
  | "unknown";

/** Everything that the page shows. */
export interface PhoneState {
  readonly language: Language;
  readonly languages: readonly Language[];
  readonly pairing: Pairing | null;
  readonly session: Session;
  readonly call: Call;
  /** A second caller while the first call goes on. */
  readonly waiting: { readonly id: string; readonly peer: string | null } | null;
  /** What stands in the dial field, as typed. */
  readonly dialled: string;
  readonly recents: readonly Recent[];
  readonly devices: Devices;
  /** 0 to 1, what the microphone hears during a call. Changes often; kept out of the reducer by whoever shows it. */
  readonly problem: Problem | null;
  /** Whether the browser may show system notifications: not asked yet, allowed, or refused. */
  readonly notifications: "default" | "granted" | "denied" | "unsupported";
}

/** What a person can wish. The view calls these and nothing else. */
export interface Intents {
  /** Resolves to false, and sets `invalidNumber`, when `number` (any format) is not a phone number. */
  pair(number: string, key: string | null): boolean;
  forget(): void;
  setLanguage(language: Language): void;
  /** Replaces what stands in the dial field. */
  setDialled(text: string): void;
  /** A key of the pad: appended to the dial field, or sent as a tone during a call. `0-9`, `*`, `#`, `+`. */
  press(key: string): void;
  backspace(): void;
  /** Calls what stands in the dial field, or recalls the last dialled number into an empty one. */
  dial(): void;
  callBack(number: string): void;
  answer(): void;
  decline(): void;
  hangUp(): void;
  setMuted(muted: boolean): void;
  /** Ends the current call and answers the waiting one. */
  answerWaiting(): void;
  declineWaiting(): void;
  deleteRecent(id: string): void;
  clearRecents(): void;
  chooseMicrophone(id: string): void;
  chooseSpeaker(id: string): void;
  chooseRinger(id: string): void;
  /** Plays a short ring on the chosen ringer. */
  testRinger(): void;
  /** Makes this tab the phone. */
  takeOver(): void;
  allowNotifications(): void;
  dismissProblem(): void;
  retry(): void;
}

/** What the view needs beside the state. */
export interface PhoneView extends Intents {
  readonly state: PhoneState;
  /** Calls `listener` after each change; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** The microphone's level, 0 to 1, many times a second during a call; returns how to stop. */
  onInputLevel(listener: (level: number) => void): () => void;
}
