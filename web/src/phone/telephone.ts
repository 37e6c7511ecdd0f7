import type { E164 } from "./model";
import type { Said } from "./said";

/**
 * What the phone needs of whatever carries the calls. `twilio.ts` makes one of Twilio's SDK; tests make one of a script.
 *
 * A call is known by one identifier all its life: the one given to `connect`, or the one that came with `incoming`.
 */
export interface Telephone {
  readonly registration: Registration;
  /** Fetches what `start` will need, which then need not wait. Never fails: what could not be fetched, `start` asks for again. */
  prepare(options: TelephoneOptions): void;
  /** Begins to register; whether it worked comes as an event, because the SDK's own promise may never settle. */
  start(token: string, options: TelephoneOptions): Promise<void>;
  /** Presents another token over the connection there is. A call in progress goes on. */
  updateToken(token: string): void;
  /** Registers again after `unregistered`; does nothing in any other state. */
  register(): void;
  /** Ends every call, says farewell to the server, and resolves when the connection is gone. */
  stop(): Promise<void>;
  connect(id: string, numbers: Numbers, microphone: string | null): void;
  answer(id: string, microphone: string | null): void;
  decline(id: string): void;
  hangUp(id: string): void;
  setMuted(id: string, muted: boolean): void;
  /** `0-9`, `*` and `#`. */
  sendDigits(id: string, digits: string): void;
  /** What was `said` in the call under the number `say` has been heard to its end. */
  spoken(id: string, say: number): void;
  /** Changes the microphone of the call in progress. */
  setMicrophone(device: string): Promise<void>;
  /** Where the other side is heard, now and in later calls. */
  setSpeaker(device: string): Promise<void>;
  /** Calls `listener` with everything that happens; returns how to stop. */
  listen(listener: (event: TelephoneEvent) => void): () => void;
}

/** `stopped`: there is no connection, and only `start` makes one. */
export type Registration = "stopped" | "unregistered" | "registering" | "registered";

/** Who calls whom, as the outgoing webhook receives it. */
export interface Numbers {
  readonly callerPhoneNumber: E164;
  readonly callOutgoingPhoneNumber: E164;
}

export interface TelephoneOptions {
  /** Twilio's edges, tried in turn; empty for Twilio's own choice. */
  readonly edges: readonly string[];
  /** `host:port` of another signalling server than Twilio's. */
  readonly signalling: string | null;
  readonly speaker: string | null;
}

export type TelephoneEvent =
  | { readonly type: "registered" | "unregistered" | "stopped" }
  | { readonly type: "incoming"; readonly id: string; readonly from: string | undefined }
  | { readonly type: "ringing"; readonly id: string; readonly earlyMedia: boolean }
  /**
   * `cancelled`: the caller gave up before the answer. `disconnected`: over, from either side. `lost`: the connection broke
   * before the call was answered, and the server cannot find it again.
   */
  | { readonly type: "accepted" | "cancelled" | "disconnected" | "lost"; readonly id: string }
  | { readonly type: "reconnecting" | "reconnected"; readonly id: string }
  | { readonly type: "warning" | "warningCleared"; readonly id: string; readonly name: string }
  /** The other end says a sentence as text: there is nobody but this page to speak it. Never comes from Twilio itself. */
  | ({ readonly type: "said"; readonly id: string } & Said)
  | { readonly type: "volume"; readonly id: string; readonly input: number }
  | { readonly type: "failed"; readonly failure: Failure; readonly id: string | null };

/** What went wrong, without the SDK's prose: the page has its own sentences. */
export interface Failure {
  /** Twilio's code. */
  readonly code: number | null;
  /** The name of the browser's own error, such as `NotAllowedError`. */
  readonly name: string | null;
}
