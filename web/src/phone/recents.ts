import type { Recent } from "./model";
import type { Memory } from "./storage";

const NAME = "recents";
/** A telephone shows a hundred, and nobody scrolls further. */
const MOST = 100;

/** The calls that the browser remembers, the latest first. */
export function keptRecents(memory: Memory): readonly Recent[] {
  const kept = memory.read(NAME);
  return Array.isArray(kept) ? kept.filter(isRecent).slice(0, MOST) : [];
}

/** Remembers `recent`, and returns all of them. */
export function keepRecent(memory: Memory, recent: Recent): readonly Recent[] {
  return write(memory, [recent, ...keptRecents(memory).filter(({ id }) => id !== recent.id)]);
}

export function deleteRecent(memory: Memory, id: string): readonly Recent[] {
  return write(memory, keptRecents(memory).filter((recent) => recent.id !== id));
}

export function clearRecents(memory: Memory): readonly Recent[] {
  memory.forget(NAME);
  return [];
}

/** The number that an empty dial field recalls. */
export function lastDialled(recents: readonly Recent[]): string | null {
  return recents.find(({ direction, number }) => direction === "out" && number !== null)?.number ?? null;
}

function write(memory: Memory, recents: readonly Recent[]): readonly Recent[] {
  const shortened = recents.slice(0, MOST);
  memory.write(NAME, shortened);
  return shortened;
}

function isRecent(value: unknown): value is Recent {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { id, direction, number, at, seconds, answered } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    (direction === "in" || direction === "out") &&
    (number === null || typeof number === "string") &&
    typeof at === "number" &&
    typeof seconds === "number" &&
    typeof answered === "boolean"
  );
}
