// @ts-check
/** The list of calls, and the conversation that is chosen in it. */
import { element, keep, part, refill } from "./dom.js";
import { childrenOf, isLive, roots, worstFault } from "./journal.js";
import { showSteps } from "./timeline.js";
import { clockText, durationText, partyText, statusText } from "./wording.js";

/** @typedef {import("./journal.js").Call} Call */
/** @typedef {Omit<Call, "steps">} Summary */

/** @param {readonly Call[]} calls newest first @param {string} chosen the SID of the call that is shown */
export function showList(calls, chosen) {
  part("no-calls").hidden = calls.length > 0;
  showEntries(part("calls"), roots(calls), calls, chosen);
}

/** @param {readonly Call[]} conversation the call that began it first, then those it placed */
export function showConversation(conversation) {
  keep(part("articles"), conversation, {
    key: ({ sid }) => sid,
    make: makeArticle,
    write: (article, call) => {
      const [head, steps] = article.children;
      if (head !== undefined) refill(head, ...headOf(call, call === conversation[0]));
      if (steps !== undefined) showSteps(steps, call.steps, call.startedAtMs);
    },
  });
}

/** Writes on every call that is not over how long it has lasted. @param {readonly Call[]} calls */
export function showTimes(calls) {
  for (const call of calls.filter(isLive)) {
    for (const place of document.querySelectorAll(`[data-lasts="${CSS.escape(call.sid)}"]`)) place.textContent = durationText(call, Date.now());
  }
}

/** @param {Element} list @param {readonly Call[]} entries @param {readonly Call[]} calls @param {string} chosen */
function showEntries(list, entries, calls, chosen) {
  // Without its steps: an entry is compared with what it was, and the steps are most of a call.
  const shown = entries.map(({ steps, ...call }) => ({ call, fault: worstFault(steps), chosen: call.sid === chosen }));
  keep(list, shown, { key: ({ call }) => call.sid, make: () => element("li", "", element("a", "entry"), element("ol", "calls")), write: writeEntry });
  [...list.children].forEach((row, place) => {
    const call = entries[place];
    const below = row.lastElementChild;
    if (call !== undefined && below !== null) showEntries(below, childrenOf(call, calls), calls, chosen);
  });
}

/** @param {Element} row @param {{ call: Summary, fault: import("./journal.js").Fault | undefined, chosen: boolean }} entry */
function writeEntry(row, { call, fault, chosen }) {
  const link = /** @type {HTMLAnchorElement} */ (row.firstElementChild);
  link.href = `#${call.sid}`;
  if (chosen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  const second = element("span", "entry-state", status(call), " · ", lasts(call), " · ", clockText(call.startedAtMs));
  link.replaceChildren(parties(call), second);
  if (fault === undefined) return;
  const badge = element("span", "fault-badge", element("span", "unseen", `${fault.severity} `), String(fault.code));
  badge.dataset.severity = fault.severity;
  link.append(badge);
}

/** @param {Call} call */
function makeArticle(call) {
  const article = element("article", "panel call", element("div", "call-head"), element("ol", "timeline"));
  article.id = call.sid;
  return article;
}

/** @param {Call} call @param {boolean} first */
function headOf(call, first) {
  const heading = element(first ? "h2" : "h3", "", parties(call));
  const facts = element("dl", "facts");
  const fact = (/** @type {string} */ name, /** @type {(Node | string)[]} */ ...value) => {
    facts.append(element("div", "", element("dt", "", name), element("dd", "", ...value)));
  };
  fact("Status", status(call));
  fact("Duration", lasts(call));
  fact("Began", clockText(call.startedAtMs));
  fact("Direction", call.direction);
  if (call.digits !== "") fact("Digits", element("code", "", call.digits));
  if (call.sound !== null) fact("Packets in · out", soundText(call.sound));
  fact("Call SID", element("code", "", call.sid));
  return [heading, facts];
}

/** @param {NonNullable<Call["sound"]>} sound */
function soundText({ packetsReceived, packetsSent, connected }) {
  const counts = `${packetsReceived} · ${packetsSent}`;
  return connected ? counts : `${counts}, not connected`;
}

/** @param {Summary} call */
function parties(call) {
  const arrow = element("span", "arrow", "→");
  arrow.setAttribute("aria-label", "to");
  arrow.setAttribute("role", "img");
  return element("span", "parties", element("span", "party", partyText(call.from)), " ", arrow, " ", element("span", "party", partyText(call.to)));
}

/** @param {Summary} call */
function status(call) {
  const word = element("span", "status", statusText(call.status));
  word.dataset.status = call.status;
  return word;
}

/** @param {Summary} call */
function lasts(call) {
  const time = element("span", "lasts", durationText(call, Date.now()));
  time.dataset.lasts = call.sid;
  return time;
}
