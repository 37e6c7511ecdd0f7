import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Call, PhoneState } from "../phone/model";

/** Marks where focus goes when a screen without a call appears. */
export const SCREEN = "data-screen-focus";
/** Marks where focus goes when a call appears: its heading, so that Tab then reaches the call's own buttons. */
export const CALL_HEADING = "data-call-heading";
/** Marks the part that offers a call; its value is the call's identifier. */
export const OFFER = "data-offer";
/** Marks the button that answers an offered call. */
export const ANSWER = "data-answer";
/** Marks the button that ends a conversation. */
export const HANG_UP = "data-hang-up";

/**
 * Keeps focus from being lost when one screen takes another's place.
 *
 * Whoever starts or takes a call is taken to its heading, from wherever they did it; so is whoever had focus on something
 * that has just gone. A call that comes in takes focus from nobody: they may be typing.
 */
export function useScreenFocus(screen: Call["kind"] | "pairing", waiting: string | null): void {
  const previous = useRef({ screen, waiting });
  useLayoutEffect(() => {
    const before = previous.current.screen;
    // Whoever declined a second caller did it with a button that went with the caller.
    const offerGone = previous.current.waiting !== null && waiting === null;
    previous.current = { screen, waiting };
    if ((before === screen && !offerGone) || screen === "incoming") return;
    // In an open dialog focus belongs to the dialog; it goes back by itself when that closes.
    if (document.querySelector("dialog[open]") !== null) return;
    const begins = (screen === "connecting" && before !== screen) || (screen === "talking" && before === "incoming");
    if (begins || focusIsLost()) document.querySelector<HTMLElement>(`[${CALL_HEADING}], [${SCREEN}="true"]`)?.focus();
  }, [screen, waiting]);
}

/**
 * Puts the answer button one Tab away from wherever focus is, once for each offered call.
 *
 * Only the first Tab jumps. Taking every one would shut whoever wants to go elsewhere into the offer.
 */
export function useOfferFocus({ call, waiting }: PhoneState): void {
  const offered = waiting?.id ?? (call.kind === "incoming" ? call.id : null);
  useEffect(() => {
    if (offered === null) return undefined;
    const jump = (event: KeyboardEvent) => {
      if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      document.removeEventListener("keydown", jump);
      const answer = answerButton();
      if (answer === null || answer.closest(`[${OFFER}]`)?.contains(document.activeElement)) return;
      event.preventDefault();
      answer.focus();
    };
    document.addEventListener("keydown", jump);
    return () => document.removeEventListener("keydown", jump);
  }, [offered]);
}

/** The answer button that can be reached: the one in the dialog where a dialog covers the page; of two, the second caller's. */
function answerButton(): HTMLElement | null {
  return (document.querySelector("dialog[open]") ?? document).querySelector<HTMLElement>(`[${ANSWER}]:not(:disabled)`);
}

function focusIsLost(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || !focused.checkVisibility();
}
