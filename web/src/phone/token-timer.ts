import { backOff, type Clock } from "./clock";
import type { Token } from "./token";

/** A call that is placed with less than this left could be refused half-way. */
const SHORT_MS = 60_000;

/** Presenting a token during a call may cost a second of sound, so a call in progress puts it off until this much is left. */
const LAST_MOMENT_MS = 120_000;

/**
 * Timers stop while a machine sleeps, and nothing says by how much they are late. Looking at the wall clock this often, and
 * at every sign of waking, is what makes the renewal come in time all the same.
 */
const LOOK_EVERY_MS = 60_000;

/**
 * Says when to fetch another token: after three quarters of its life, which leaves a quarter of an hour of a usual token for
 * an API that is down. The SDK's `tokenWillExpire` cannot be used: it goes by a token that may have been replaced since.
 */
export class TokenTimer {
  private token: Token | null = null;
  private failures = 0;
  private notBefore = 0;
  private stopLooking: (() => void) | null = null;

  /** `due` fetches a token and reports it by `received` or `failed`; `inCall` tells whether a call is in progress. */
  constructor(
    private readonly clock: Clock,
    private readonly due: () => void,
    private readonly inCall: () => boolean,
    private readonly random: () => number,
  ) {}

  received(token: Token): void {
    this.token = token;
    this.failures = 0;
    this.notBefore = 0;
    this.look();
  }

  /** The last attempt gave no token: the next is made after a pause that grows. */
  failed(): void {
    this.failures += 1;
    this.notBefore = this.clock.now() + backOff(this.failures, this.random);
    this.look();
  }

  /** The machine woke up, the network returned, the call ended: whatever is late is done now, pause or not. */
  wake(): void {
    this.notBefore = 0;
    this.look();
  }

  forget(): void {
    this.token = null;
    this.failures = 0;
    this.notBefore = 0;
    this.stopLooking?.();
    this.stopLooking = null;
  }

  /** Whether there is no token good for another minute. */
  isShort(): boolean {
    return this.left() < SHORT_MS;
  }

  isOver(): boolean {
    return this.left() <= 0;
  }

  private left(): number {
    return this.token === null ? 0 : this.token.expiresAt - this.clock.now();
  }

  /** Calls `due` where it is time, else looks again when it may be. */
  private look(): void {
    this.stopLooking?.();
    const wait = Math.max(this.dueAt(), this.notBefore) - this.clock.now();
    if (wait > 0) {
      this.stopLooking = this.clock.after(Math.min(wait, LOOK_EVERY_MS), () => this.look());
      return;
    }
    // Should `due` never report, because the page was frozen while it fetched, the pause of a failure still ends.
    this.stopLooking = this.clock.after(LOOK_EVERY_MS, () => this.look());
    this.due();
  }

  private dueAt(): number {
    if (this.token === null || this.failures > 0) {
      return 0;
    }
    const { receivedAt, expiresAt } = this.token;
    const usual = receivedAt + (expiresAt - receivedAt) * 0.75;
    return this.inCall() ? Math.max(usual, expiresAt - LAST_MOMENT_MS) : usual;
  }
}
