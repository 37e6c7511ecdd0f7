// @ts-check
/** The outside phone's page: puts the line, the telephone and what one does with it together. */
import { audio, mayBeHeard, ringBell } from "./audio.js";
import { ANONYMOUS, keepChoices, nextNumber, phoneNumber, readChoices } from "./choices.js";
import { Line } from "./line.js";
import { Phone } from "./phone.js";
import { flashKey, layKeypad, part, showDirectory, showError, showNotice, showPhone, showTime, writeTexts } from "./screen.js";
import { languageAmong, textsIn } from "./texts.js";

/** A number that is typed is taken once the typing pauses, so that the simulator does not meet every half of it. */
const TYPING_PAUSE_MS = 400;
/** A number that was taken is asked for again: after a reload its old line may still be closing. */
const ASK_AGAIN_MS = 1500;

const address = new URLSearchParams(location.search);
const language = languageAmong([address.get("lang") ?? "", ...navigator.languages]);
const say = textsIn(language);
const choices = readChoices(address);

const field = (/** @type {string} */ id) => part(id, HTMLInputElement);
const [to, number, any, withheld, busy] = [field("to"), field("number"), field("any"), field("withheld"), field("busy")];
/** @type {string} the number that another outside phone has, while it has */
let taken = "";
let connected = false;
/** Not before the first attempt has failed: a page that has just begun to load is no trouble. */
let broken = false;
/** @type {(() => void) | null} */
let stopBell = null;

writeTexts(language, say);
layKeypad(say, press);

const phone = new Phone(part("sound", HTMLAudioElement), { send: (message) => line.send(message), changed: show, trouble: showTrouble });
phone.voice = choices.voice;
const line = new Line({ opened, lost, received });

to.value = (address.get("to") ?? "").replace(/^ /, "+");
writeChoices();
showDirectory([], dial);
show();
setInterval(() => showTime(phone), 100);
// A press in the page is what lets it be heard: from then on the bell may ring.
addEventListener("pointerdown", audio);
addEventListener("keydown", audio);

/** What the line tells. */

function opened() {
  connected = true;
  broken = false;
  be();
  showLine();
}

function lost() {
  connected = false;
  broken = true;
  phone.lineLost();
  showDirectory([], dial);
  showLine();
}

/** @param {import("./line.js").Received} message */
function received(message) {
  if (message.type === "numbers") {
    taken = "";
    showDirectory(message.numbers, dial);
    return showLine();
  }
  if (message.type !== "taken") return phone.received(message);
  taken = message.number;
  setTimeout(() => taken === choices.number && be(), ASK_AGAIN_MS);
  showLine();
}

/** What one does. */

part("dial", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const called = phoneNumber(to.value);
  if (called === null) {
    showError(to, say("badNumber"));
    return to.focus();
  }
  dial(called);
});
to.addEventListener("input", () => showError(to, ""));
part("answer", HTMLElement).addEventListener("click", () => phone.answer());
part("decline", HTMLElement).addEventListener("click", () => phone.decline());
part("hang-up", HTMLElement).addEventListener("click", () => phone.hangUp());
part("other-number", HTMLElement).addEventListener("click", () => choose({ number: nextNumber(choices.number) }));
any.addEventListener("change", () => choose({ any: any.checked }));
withheld.addEventListener("change", () => choose({ withheld: withheld.checked }));
busy.addEventListener("change", () => {
  phone.busy = busy.checked;
  show();
});
for (const voice of /** @type {const} */ (["microphone", "tone"])) {
  field(voice).addEventListener("change", () => {
    part("voice-trouble", HTMLElement).textContent = "";
    phone.speakWith(voice);
    choose({ voice });
  });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
number.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(takeTyped, TYPING_PAUSE_MS);
});
number.addEventListener("change", () => {
  takeTyped();
  showError(number, phoneNumber(number.value) === null ? say("badNumber") : "");
});
document.addEventListener("keydown", (event) => {
  const typingElsewhere = event.target instanceof HTMLInputElement && event.target.type === "text";
  if (typingElsewhere || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9*#]$/.test(event.key)) return;
  press(event.key);
  flashKey(event.key);
});

function takeTyped() {
  clearTimeout(typing);
  const typed = phoneNumber(number.value);
  if (typed === null || typed === choices.number) return;
  showError(number, "");
  choose({ number: typed }, { keepField: true });
}

/** @param {string} called E.164 */
function dial(called) {
  if (!connected || taken !== "" || phone.inCall()) return;
  to.value = called;
  showError(to, "");
  phone.dial(called);
}

/** In a call a key is heard by the other side; before one it writes the number, which always begins with +. @param {string} digit */
function press(digit) {
  if (phone.state === "talking") return phone.press(digit);
  if (phone.inCall() || !/[0-9]/.test(digit)) return;
  to.value = to.value === "" ? `+${digit}` : to.value + digit;
  showError(to, "");
}

/** @param {Partial<import("./choices.js").Choices>} changed @param {{ keepField?: boolean }} [options] */
function choose(changed, { keepField = false } = {}) {
  Object.assign(choices, changed);
  keepChoices(choices);
  if (!keepField) writeChoices();
  if (changed.voice === undefined) be();
  show();
}

function be() {
  const anonymous = choices.withheld;
  taken = "";
  line.send({ type: "be", number: anonymous ? ANONYMOUS : choices.number, anyNumber: !anonymous && choices.any });
  showLine();
}

/** What the page shows. */

function writeChoices() {
  number.value = choices.number;
  withheld.checked = choices.withheld;
  any.checked = choices.any;
  // A telephone without a number cannot be called, whichever number is dialled, and is never busy to anybody.
  number.disabled = any.disabled = busy.disabled = choices.withheld;
  field(choices.voice).checked = true;
}

function show() {
  const ringing = phone.state === "ringing";
  if (ringing) stopBell ??= ringBell();
  else {
    stopBell?.();
    stopBell = null;
  }
  showPhone(phone, { ...choices, bellHeard: mayBeHeard() }, say);
}

function showLine() {
  part("call", HTMLButtonElement).disabled = !connected || taken !== "";
  if (broken) return showNotice(say("lost"));
  if (taken !== "") return showNotice(say("taken", { number: taken }), say("takeOther", { number: nextNumber(taken) }));
  showNotice("");
}

/** @param {import("./sound.js").SoundTrouble} trouble */
function showTrouble(trouble) {
  part("voice-trouble", HTMLElement).textContent = say(trouble);
  if (trouble === "noSound") return;
  phone.voice = "tone";
  choose({ voice: "tone" });
}
