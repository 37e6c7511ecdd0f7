import type { Clock } from "./clock";
import type { PhoneState } from "./model";
import type { Notifier } from "./notify";
import type { Ring, Ringer } from "./ringer";
import type { Surroundings } from "./surroundings";
import type { Telephone } from "./telephone";

export interface AttentionEffects {
  readonly clock: Clock;
  readonly telephone: Telephone;
  readonly surroundings: Surroundings;
  readonly ringer: Ringer;
  readonly notifier: Notifier;
  callSentence(peer: string | null, state: PhoneState): string;
  /** The news of an ended call was there long enough. */
  endShown(): void;
}

/** Long enough to read how the call ended, short enough not to be in the way of the next one. */
const END_SHOWN_MS = 4_000;

/** What a state calls for beyond the page: ringing, telling of a caller, and taking away the news of an ended call. */
export class Attention {
  /** The call for which the network sends no ringing of its own. */
  private silentlyRinging: string | null = null;
  private stopShowingEnd: (() => void) | null = null;

  constructor(private readonly effects: AttentionEffects) {
    effects.telephone.listen((event) => {
      if (event.type === "ringing") {
        this.silentlyRinging = event.earlyMedia ? null : event.id;
      }
    });
  }

  follow(state: PhoneState): void {
    const { ringer, notifier, surroundings, callSentence } = this.effects;
    const { call, waiting } = state;
    ringer.play(this.ring(state));
    const offered = waiting ?? (call.kind === "incoming" && call.answering !== true ? call : null);
    notifier.attention(offered === null ? null : callSentence(offered.peer, state), surroundings.isHidden());
    if (call.kind === "ended") {
      this.stopShowingEnd ??= this.effects.clock.after(END_SHOWN_MS, () => {
        this.stopShowingEnd = null;
        this.effects.endShown();
      });
    } else {
      this.stopShowingEnd?.();
      this.stopShowingEnd = null;
    }
  }

  private ring({ call, waiting }: PhoneState): Ring | null {
    if (call.kind === "incoming" && call.answering !== true) {
      return "ring";
    }
    if (waiting !== null) {
      return "waiting";
    }
    return call.kind === "ringing" && this.silentlyRinging === call.id ? "ringback" : null;
  }
}
