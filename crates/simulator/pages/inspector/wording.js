// @ts-check
/** How the page says times, numbers and states. */

/** @type {Record<string, string>} */
const STATUS = {
  queued: "Queued",
  ringing: "Ringing",
  "in-progress": "In progress",
  completed: "Completed",
  busy: "Busy",
  "no-answer": "No answer",
  canceled: "Canceled",
  failed: "Failed",
};

/** @param {string} status */
export function statusText(status) {
  return STATUS[status] ?? status;
}

/** "client:DeviceId_0001" as the softphone's identity, a number as it is. @param {string} party */
export function partyText(party) {
  // A client calls nobody's number: the TwiML App says whom.
  return party === "" ? "the App" : party.replace(/^client:/, "");
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** "14:03:07", or "20 Nov, 14:03:07" where that was not today. @param {number} atMs @param {number} [nowMs] */
export function clockText(atMs, nowMs = Date.now()) {
  const today = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return (today ? clock : calendar).format(atMs);
}

/**
 * "2:05" in a call, "0:12 so far" while it rings, "rang 0:12" where nobody answered.
 * @param {Pick<import("./journal.js").Call, "startedAtMs" | "answeredAtMs" | "endedAtMs">} call
 * @param {number} nowMs
 */
export function durationText(call, nowMs) {
  const end = call.endedAtMs ?? nowMs;
  if (call.answeredAtMs !== null) return minutes(end - call.answeredAtMs);
  const rang = minutes(end - call.startedAtMs);
  return call.endedAtMs === null ? `${rang} so far` : `rang ${rang}`;
}

/** When a step was, counted from the start of its call: "+1.204 s", "+2:05.2". @param {number} atMs @param {number} startMs */
export function offsetText(atMs, startMs) {
  const passed = Math.max(0, atMs - startMs);
  if (passed < 60_000) return `+${(passed / 1000).toFixed(3)}`;
  return `+${minutes(passed)}.${Math.floor((passed % 1000) / 100)}`;
}

/** "12 ms", "1.24 s". @param {number} milliseconds */
export function tookText(milliseconds) {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** "1 parameter", "12 parameters". @param {number} count @param {string} noun */
export function countText(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "Status callback" of "status callback". @param {string} words */
export function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {number} milliseconds */
function minutes(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
