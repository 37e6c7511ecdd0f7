import type { Direction, EndReason, Problem, Recent } from "./model";
import { meaningOf } from "./problems";
import type { Failure } from "./telephone";

interface Entry {
  readonly id: string;
  readonly direction: Direction;
  readonly number: string | null;
  readonly at: number;
  readonly answeredAt: number | null;
  /** What was said to go wrong; the call may survive it. */
  readonly failure: Failure | null;
}

/** How a call ended: why, what to tell besides, and what to remember of it. */
export interface Ending {
  readonly reason: EndReason;
  readonly problem: Problem | null;
  readonly recent: Recent;
}

/** The calls that go on, from their first sign to their end. */
export class CallLog {
  private readonly entries = new Map<string, Entry>();

  began(id: string, direction: Direction, number: string | null, at: number): void {
    this.entries.set(id, { id, direction, number, at, answeredAt: null, failure: null });
  }

  answered(id: string, at: number): void {
    this.change(id, { answeredAt: at });
  }

  failed(id: string, failure: Failure): void {
    this.change(id, { failure });
  }

  /**
   * The call is over; `null` where that was known already. `wished` is why, where this side ended it; otherwise the reason
   * follows from how far the call had come and from what was said to go wrong.
   */
  ended(id: string, at: number, wished: EndReason | null): Ending | null {
    const entry = this.entries.get(id);
    if (entry === undefined) {
      return null;
    }
    this.entries.delete(id);
    const { reason, problem } = wished === null ? outcome(entry) : { reason: wished, problem: null };
    const { direction, number, answeredAt } = entry;
    const seconds = answeredAt === null ? 0 : Math.max(0, Math.round((at - answeredAt) / 1000));
    return { reason, problem, recent: { id, direction, number, at: entry.at, seconds, answered: answeredAt !== null } };
  }

  private change(id: string, change: Partial<Entry>): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) {
      this.entries.set(id, { ...entry, ...change });
    }
  }
}

function outcome({ direction, answeredAt, failure }: Entry): { reason: EndReason; problem: Problem | null } {
  const meaning = failure === null ? { kind: "nothing" as const } : meaningOf(failure);
  if ("problem" in meaning) {
    return { reason: "failed", problem: meaning.problem };
  }
  if (answeredAt !== null) {
    return { reason: "hungUp", problem: null };
  }
  if (meaning.kind === "ended") {
    return { reason: meaning.reason, problem: null };
  }
  return { reason: direction === "in" ? "missed" : "noAnswer", problem: null };
}
