import type { Clock } from "./clock";
import type { MediaDeviceSource } from "./devices";
import type { Config, Pairing, PhoneState } from "./model";
import type { Notifier } from "./notify";
import type { Invitation } from "./pairing";
import type { Ringer } from "./ringer";
import type { Speech } from "./speech";
import type { Store } from "./storage";
import type { Surroundings } from "./surroundings";
import type { Channel, Locks } from "./tabs";
import type { Telephone } from "./telephone";
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
  readonly speech: Speech;
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
