/** What happens around the page that a phone must hear of. */
export type Happening =
  | "online"
  | "offline"
  /** The page is looked at again: its tab came to the front, or the machine woke up. */
  | "woke"
  /** The page came back from the back/forward cache, with timers and connections in an unknown state. */
  | "restored"
  | "hidden"
  /** Another tab wrote to the storage. */
  | "stored";

export interface Surroundings {
  isOnline(): boolean;
  isHidden(): boolean;
  listen(listener: (happening: Happening) => void): () => void;
}

/**
 * The browser's own events, of which each browser omits some: waking up shows as whichever comes first.
 *
 * A browser on a machine without any network says that it is offline, although the machine still reaches itself. A phone whose
 * servers are all on this machine therefore hands in `isReached`, which tells whether they answer, and is asked before the
 * browser is believed.
 */
export function browserSurroundings(isReached: (() => Promise<boolean>) | null): Surroundings {
  const listeners = new Set<(happening: Happening) => void>();
  const tell = (happening: Happening) => listeners.forEach((listener) => listener(happening));
  let online = navigator.onLine;
  const becomes = (now: boolean) => {
    online = now;
    tell(now ? "online" : "offline");
  };
  const doubt = async () => {
    const reached = isReached !== null && (await isReached());
    if (!navigator.onLine && reached !== online) {
      becomes(reached);
    }
  };
  window.addEventListener("online", () => becomes(true));
  window.addEventListener("offline", () => void doubt());
  window.addEventListener("focus", () => tell("woke"));
  window.addEventListener("storage", () => tell("stored"));
  window.addEventListener("pageshow", ({ persisted }) => persisted && tell("restored"));
  document.addEventListener("visibilitychange", () => tell(document.visibilityState === "hidden" ? "hidden" : "woke"));
  if (!online) {
    void doubt();
  }
  return {
    isOnline: () => online,
    isHidden: () => document.visibilityState === "hidden",
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
