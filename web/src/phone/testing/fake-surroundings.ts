import type { Happening, Surroundings } from "../surroundings";

/** A browser whose network and visibility the test decides. */
export class FakeSurroundings implements Surroundings {
  online = true;
  hidden = false;
  private readonly listeners = new Set<(happening: Happening) => void>();

  isOnline(): boolean {
    return this.online;
  }

  isHidden(): boolean {
    return this.hidden;
  }

  listen(listener: (happening: Happening) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  happens(happening: Happening): void {
    if (happening === "online" || happening === "offline") {
      this.online = happening === "online";
    }
    if (happening === "hidden" || happening === "woke") {
      this.hidden = happening === "hidden";
    }
    this.listeners.forEach((listener) => listener(happening));
  }
}
