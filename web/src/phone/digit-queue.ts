import type { Clock } from "./clock";

/** How long a digit takes on the line: the tone of Twilio's SDK, the pause behind it, and a little for timers that are late. */
const DIGIT_MS = 160 + 70 + 20;

/**
 * Sends digits one after the other. A browser that is given a digit forgets those that it has not begun to send, so that of
 * four digits pressed at once only the first and the last would arrive.
 * https://www.w3.org/TR/webrtc/#dom-rtcdtmfsender-insertdtmf
 */
export class DigitQueue {
  private waiting = "";
  private stopWaiting: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly send: (digit: string) => void,
  ) {}

  push(digits: string): void {
    this.waiting += digits;
    if (this.stopWaiting === null) {
      this.next();
    }
  }

  /** Sends nothing more. */
  close(): void {
    this.stopWaiting?.();
    this.waiting = "";
  }

  private next(): void {
    const [digit] = this.waiting;
    this.waiting = this.waiting.slice(1);
    if (digit === undefined) {
      this.stopWaiting = null;
      return;
    }
    this.stopWaiting = this.clock.after(DIGIT_MS, () => this.next());
    this.send(digit);
  }
}
