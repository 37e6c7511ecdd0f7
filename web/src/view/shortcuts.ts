import { useEffect } from "preact/hooks";
import type { PhoneView } from "../phone/model";
import { HANG_UP } from "./focus";

/** Keys of the pad, as `KeyboardEvent.key` names them. */
const PAD_KEYS = /^[0-9*#+]$/;
/** Enter and Escape pressed in the first moment of an incoming call were meant for what was on the page before it. */
const GUARD_MS = 600;
const FLASH_MS = 140;

/**
 * The keys that work anywhere on the page, unless a text field, a choice or a dialog has the focus.
 *
 * Escape declines and cancels what nobody has answered yet; it never ends a conversation, it only goes to the button that
 * does. `shortcut-list.tsx` says all of this in the settings.
 */
export function useShortcuts(phone: PhoneView): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (phone.state.pairing === null || document.querySelector("dialog[open]") !== null) return;
      if (event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]") !== null) {
        if (event.key !== "Escape") return;
      }
      if (act(phone, event)) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [phone]);
}

/** Does what `event` asks for; true where it asked for something. */
function act(phone: PhoneView, event: KeyboardEvent): boolean {
  const { call } = phone.state;
  if (PAD_KEYS.test(event.key)) return pressPad(phone, event.key);
  if (event.repeat && event.key !== "Backspace") return false;
  switch (event.key) {
    case "Enter":
      return !isOnControl(event.target) && enter(phone);
    case "Escape":
      return escape(phone);
    case "Backspace":
      if (call.kind === "idle") phone.backspace();
      return call.kind === "idle";
    case "m":
    case "M":
      if (call.kind === "talking") phone.setMuted(!call.muted);
      return call.kind === "talking";
    default:
      return false;
  }
}

function pressPad(phone: PhoneView, key: string): boolean {
  const { kind } = phone.state.call;
  if (phone.state.session.kind === "elsewhere") return false;
  if (kind !== "idle" && (kind !== "talking" || key === "+")) return false;
  phone.press(key);
  const button = document.querySelector(`[data-key="${key === "+" ? "0" : key}"]`);
  button?.classList.add("pressed");
  setTimeout(() => button?.classList.remove("pressed"), FLASH_MS);
  return true;
}

function enter(phone: PhoneView): boolean {
  const { call, session } = phone.state;
  if (call.kind === "idle" && session.kind !== "elsewhere") phone.dial();
  else if (call.kind === "incoming" && Date.now() - call.since > GUARD_MS) phone.answer();
  else return false;
  return true;
}

function escape(phone: PhoneView): boolean {
  const { call, waiting } = phone.state;
  if (waiting !== null) phone.declineWaiting();
  else if (call.kind === "incoming" && Date.now() - call.since > GUARD_MS) phone.decline();
  else if (call.kind === "connecting" || call.kind === "ringing") phone.hangUp();
  else if (call.kind === "talking") document.querySelector<HTMLElement>(`[${HANG_UP}]`)?.focus();
  else return false;
  return true;
}

/** Enter on a button or a link is the browser's: it presses that one. */
function isOnControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, summary") !== null;
}
