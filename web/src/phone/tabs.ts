import type { Clock } from "./clock";

/** The part of a `BroadcastChannel` that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** The part of the browser's `LockManager` that is used. */
export interface Locks {
  request(
    name: string,
    options: { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal },
    held: (lock: unknown) => Promise<void> | void,
  ): Promise<void>;
}

export interface TabsEffects {
  /** `null` where the browser has none: then every tab is a phone. */
  readonly locks: Locks | null;
  readonly channel: Channel;
  readonly clock: Clock;
  /** This tab's name among the others. */
  readonly id: string;
  inCall(): boolean;
  /** This tab is the phone from now on. */
  becamePhone(): void;
  /** Another is; resolves when this one can no longer ring. */
  becameSpare(): Promise<void>;
  /** The phone is in a call and gives way after it. */
  promised(): void;
}

type Message =
  | { readonly type: "takeOver"; readonly from: string }
  | { readonly type: "afterCall" | "yours"; readonly to: string };

const LOCK = "switchboard-phone";
/** A tab that does not answer within this is frozen or gone, and rings for nobody. */
const ANSWER_MS = 1_500;
/** An heir that has not taken the lock by then was closed meanwhile. */
const HEIR_MS = 5_000;

/**
 * Sees to it that one tab is the phone. Whoever holds a Web Lock is; the browser gives it to the next tab in line as soon as
 * the holder is closed or crashes, so that there is always a phone and never two that ring.
 *
 * A tab that is told to take over asks the holder first. While the holder is in a call it keeps the lock and promises to
 * hand over when the call ends: a call cannot be moved between tabs, and nobody who clicks "use this tab" means "hang up".
 */
export class Tabs {
  /** Neither before the browser has answered for the first time. */
  private isPhone = false;
  private isSpare = false;
  private holds = false;
  private leaveLine: AbortController | null = null;
  private heir: string | null = null;
  private stopWaiting: (() => void) | null = null;

  constructor(private readonly effects: TabsEffects) {
    effects.channel.addEventListener("message", ({ data }) => isMessage(data) && this.heard(data));
  }

  start(): void {
    const { locks } = this.effects;
    if (locks === null) {
      this.becomePhone();
      return;
    }
    void locks.request(LOCK, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        this.stepBack();
        return undefined;
      }
      return this.hold();
    }).catch(() => this.stepBack());
  }

  /** Makes this tab the phone, at once or after the call that another tab is in. */
  takeOver(): void {
    if (this.isPhone || this.effects.locks === null) {
      return;
    }
    this.say({ type: "takeOver", from: this.effects.id });
    this.stopWaiting?.();
    this.stopWaiting = this.effects.clock.after(ANSWER_MS, () => this.steal());
  }

  /** The call that another tab was waiting for is over. */
  callEnded(): void {
    if (this.heir !== null && !this.effects.inCall()) {
      void this.handOver(this.heir);
    }
  }

  private heard(message: Message): void {
    const { id, inCall, promised } = this.effects;
    if (message.type === "takeOver") {
      if (!this.isPhone) {
        return;
      }
      if (inCall()) {
        this.heir = message.from;
        this.say({ type: "afterCall", to: message.from });
      } else {
        void this.handOver(message.from);
      }
    } else if (message.to === id && !this.isPhone) {
      this.stopWaiting?.();
      this.stopWaiting = null;
      if (message.type === "yours") {
        this.steal();
      } else {
        promised();
      }
    }
  }

  /** Unregisters before the other tab registers, so that no call rings in both, and none is refused by both. */
  private async handOver(heir: string): Promise<void> {
    this.heir = null;
    await this.becomeSpare();
    this.say({ type: "yours", to: heir });
    // The lock stays here until it is taken: released, it would go to whichever tab stands first in line.
    this.stopWaiting?.();
    this.stopWaiting = this.effects.clock.after(HEIR_MS, () => {
      if (this.holds) {
        this.becomePhone();
      }
    });
  }

  private steal(): void {
    this.leaveLine?.abort();
    this.request({ steal: true });
  }

  private request(options: { steal?: boolean; signal?: AbortSignal }): void {
    this.effects.locks?.request(LOCK, options, () => this.hold()).catch(() => {
      // Taken by another tab. A place in line that was given up ends here too, and nothing was lost by it.
      if (options.signal?.aborted !== true) {
        this.stepBack();
      }
    });
  }

  private hold(): Promise<void> {
    this.leaveLine = null;
    this.stopWaiting?.();
    this.stopWaiting = null;
    this.becomePhone();
    // Never resolved: the lock is given up by being stolen, or by the tab being closed.
    this.holds = true;
    return new Promise<void>(() => undefined);
  }

  /** Another tab holds the lock: this one stops being the phone and stands in line. */
  private stepBack(): void {
    this.stopWaiting?.();
    this.stopWaiting = null;
    this.holds = false;
    this.heir = null;
    if (!this.isSpare) {
      void this.becomeSpare();
    }
    const line = new AbortController();
    this.leaveLine = line;
    this.request({ signal: line.signal });
  }

  private becomePhone(): void {
    this.isPhone = true;
    this.isSpare = false;
    this.effects.becamePhone();
  }

  private becomeSpare(): Promise<void> {
    this.isPhone = false;
    this.isSpare = true;
    return this.effects.becameSpare();
  }

  private say(message: Message): void {
    this.effects.channel.postMessage(message);
  }
}

/** Any script of this origin may speak on the channel, and an older build of this page may say other things. */
function isMessage(message: unknown): message is Message {
  if (typeof message !== "object" || message === null || !("type" in message)) {
    return false;
  }
  const name = message.type === "takeOver" ? "from" : "to";
  return ["takeOver", "afterCall", "yours"].includes(String(message.type)) && name in message;
}
