// @ts-check
/** Shows the telephone: everything that changes in the page is written here, always as text. */
import { isTextKey } from "./texts.js";

/** @typedef {ReturnType<typeof import("./texts.js").textsIn>} Say */

/**
 * The element of an id, of the kind that the page has there.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 */
export function part(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} called ${id}`);
  return element;
}

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const shown = Object.fromEntries(
  ["state", "time", "own", "peer", "reason", "called", "digits", "said", "level", "hook", "hook-hint", "dial"].map((id) => [id, part(id, HTMLElement)]),
);

/** @param {string} name @returns {HTMLElement} */
const of = (name) => /** @type {HTMLElement} */ (shown[name]);

/** Writes the page in its language. @param {string} language @param {Say} say */
export function writeTexts(language, say) {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-text]")) {
    const key = element.getAttribute("data-text") ?? "";
    if (isTextKey(key)) element.textContent = say(key);
  }
}

/** @param {import("./phone.js").Phone} phone @param {{ number: string, any: boolean, withheld: boolean, bellHeard: boolean }} own @param {Say} say */
export function showPhone(phone, own, say) {
  const { state, call } = phone;
  main.dataset.state = state;
  write("state", say(stateKey(phone, own.withheld)));
  write("own", state === "idle" && !own.withheld ? say(own.any ? "ownAny" : "own", { number: own.number }) : "");
  write("peer", call?.peer ?? "");
  write("digits", call?.digits ?? "");
  write("said", call?.said?.text ?? "");
  of("said").lang = call?.said?.language ?? "";
  write("called", call?.called ? say("called", { number: call.called }) : "");
  of("called").hidden = state !== "ringing" || !call?.called;
  part("digits-row", HTMLElement).hidden = !call?.digits;
  part("said-row", HTMLElement).hidden = !call?.said;
  showReason(call, say);
  showButtons(state);
  write("hook-hint", state === "ringing" ? say(own.bellHeard ? "letRing" : "ringBlocked") : "");
  showTime(phone);
}

/** How long the call has lasted, and how loud it is; called again and again while it lasts. @param {import("./phone.js").Phone} phone */
export function showTime(phone) {
  const { call, state } = phone;
  const since = call?.talkingSince ?? null;
  write("time", since === null ? "" : duration((call?.endedAt ?? Date.now()) - since));
  const listening = state === "calling" || state === "talking";
  part("level-row", HTMLElement).hidden = !listening;
  of("level").style.inlineSize = `${Math.round(phone.level() * 100)}%`;
}

/** The numbers that can be called, each a button. @param {{ number: string, label: string }[]} numbers @param {(number: string) => void} call */
export function showDirectory(numbers, call) {
  const rows = numbers.map(({ number, label }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(span("entry-number", number), " ", span("entry-label", label));
    button.addEventListener("click", () => call(number));
    const row = document.createElement("li");
    row.append(button);
    return row;
  });
  part("directory", HTMLElement).replaceChildren(...rows);
  part("directory-empty", HTMLElement).hidden = numbers.length > 0;
}

/** The twelve keys. @param {Say} say @param {(digit: string) => void} press */
export function layKeypad(say, press) {
  const pad = part("keypad", HTMLElement);
  pad.setAttribute("aria-label", say("keypad"));
  const letters = ["", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "", ""];
  const keys = [..."123456789*0#"].map((digit, place) => {
    const key = document.createElement("button");
    key.type = "button";
    key.className = "key";
    key.dataset.digit = digit;
    const name = { "*": say("star"), "#": say("hash") }[digit];
    if (name !== undefined) key.setAttribute("aria-label", name);
    const below = span("key-letters", letters[place] ?? "");
    below.ariaHidden = "true";
    key.append(span("key-digit", digit === "*" ? "∗" : digit), below);
    key.addEventListener("click", () => press(digit));
    return key;
  });
  pad.replaceChildren(...keys);
}

/** Makes a key look pressed for a moment, when the keyboard presses it. @param {string} digit */
export function flashKey(digit) {
  const key = document.querySelector(`.key[data-digit="${CSS.escape(digit)}"]`);
  key?.classList.add("pressed");
  setTimeout(() => key?.classList.remove("pressed"), 150);
}

/** A notice above the telephone, with an offer where there is something to do; none where `text` is empty. @param {string} text @param {string} [offer] */
export function showNotice(text, offer = "") {
  part("notice-text", HTMLElement).textContent = text;
  const button = part("other-number", HTMLButtonElement);
  button.textContent = offer;
  button.hidden = offer === "";
  part("notice", HTMLElement).hidden = text === "";
}

/** An error below a field; none where `text` is empty. @param {HTMLInputElement} field @param {string} text */
export function showError(field, text) {
  part(`${field.id}-error`, HTMLElement).textContent = text;
  field.setAttribute("aria-invalid", String(text !== ""));
}

/** @param {import("./phone.js").Call | null} call @param {Say} say */
function showReason(call, say) {
  const reason = call?.reason ?? "";
  const key = `${call?.endedHere ? "here" : "over"}_${reason}`;
  // A reason that a newer simulator knows is shown as it came.
  write("reason", isTextKey(key) ? say(key) : reason);
  of("reason").dataset.reason = reason;
}

/** @param {import("./phone.js").State} state */
function showButtons(state) {
  const free = state === "idle" || state === "ended";
  const focused = document.activeElement;
  part("answer", HTMLElement).hidden = part("decline", HTMLElement).hidden = state !== "ringing";
  part("hang-up", HTMLElement).hidden = state !== "calling" && state !== "talking";
  of("hook").hidden = free;
  of("dial").hidden = !free;
  // Whoever goes by the keyboard stands where the next thing is to do, if the button under the finger went away. After a call that is
  // the display, which says why it ended: the field for a number would bring up a telephone's keyboard.
  if (!(focused instanceof HTMLElement) || focused === document.body || focused.checkVisibility()) return;
  const next = free ? "display" : state === "ringing" ? "answer" : "hang-up";
  part(next, HTMLElement).focus();
}

/** @param {import("./phone.js").Phone} phone @param {boolean} withheld @returns {import("./texts.js").TextKey} */
function stateKey({ state, busy }, withheld) {
  if (state !== "idle") return state;
  return withheld ? "idleWithheld" : busy ? "idleBusy" : "idle";
}

/** Writes only what changed: an unchanged text in a live region would be read again. @param {string} name @param {string} text */
function write(name, text) {
  if (of(name).textContent !== text) of(name).textContent = text;
}

/** @param {string} name @param {string} text */
function span(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

/** Minutes and seconds, "2:05". @param {number} milliseconds */
function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
