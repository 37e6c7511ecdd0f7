/** The part of `localStorage` that is used. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * What the browser remembers between visits, as JSON under names of our own.
 *
 * A storage may be full, switched off, or hold what another version wrote. None of that may break a phone: what cannot be
 * written is kept for this visit, and what cannot be read does not exist.
 */
export class Memory {
  private readonly unwritten = new Map<string, unknown>();

  /** `full` is called when something could not be written for the first time; a person need not be told after each call. */
  constructor(
    private readonly store: () => Store,
    private readonly full: () => void = () => undefined,
  ) {}

  read(name: string): unknown {
    if (this.unwritten.has(name)) {
      return this.unwritten.get(name);
    }
    try {
      return JSON.parse(this.store().getItem(key(name)) ?? "null");
    } catch {
      return null;
    }
  }

  write(name: string, value: unknown): void {
    try {
      this.store().setItem(key(name), JSON.stringify(value));
      this.unwritten.delete(name);
    } catch {
      const first = this.unwritten.size === 0;
      this.unwritten.set(name, value);
      if (first) {
        this.full();
      }
    }
  }

  forget(name: string): void {
    this.unwritten.delete(name);
    try {
      this.store().removeItem(key(name));
    } catch {
      // What was never written needs no removing.
    }
  }
}

function key(name: string): string {
  return `switchboard.${name}`;
}
