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

/** The browser's own events, of which each browser omits some: waking up shows as whichever comes first. */
export function browserSurroundings(): Surroundings {
  return {
    isOnline: () => navigator.onLine,
    isHidden: () => document.visibilityState === "hidden",
    listen(listener) {
      const abort = new AbortController();
      const options = { signal: abort.signal };
      window.addEventListener("online", () => listener("online"), options);
      window.addEventListener("offline", () => listener("offline"), options);
      window.addEventListener("focus", () => listener("woke"), options);
      window.addEventListener("storage", () => listener("stored"), options);
      window.addEventListener("pageshow", ({ persisted }) => persisted && listener("restored"), options);
      const seen = () => listener(document.visibilityState === "hidden" ? "hidden" : "woke");
      document.addEventListener("visibilitychange", seen, options);
      return () => abort.abort();
    },
  };
}
