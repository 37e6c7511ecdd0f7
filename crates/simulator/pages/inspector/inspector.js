// @ts-check
/** The inspector's page: the journal, and which of its calls is chosen. */
import { showConversation, showList, showTimes } from "./conversation.js";
import { element, keep, part, refill } from "./dom.js";
import { conversationOf, follow, isLive, roots } from "./journal.js";
import { signal } from "./timeline.js";
import { clockText, countText } from "./wording.js";

/** @typedef {import("./journal.js").Journal} Journal */
/** @typedef {import("./journal.js").Call} Call */

/** @type {Journal} */
let journal = { clients: [], outsidePhones: [], calls: [], connections: [] };
let arrived = false;
/** The conversation that was shown last, by the SID of its first call. */
let shownBefore = "";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const { fetchNow, soundPauseMs } = follow((fetched) => {
  journal = fetched;
  arrived = true;
  show();
}, showConnection);

addEventListener("hashchange", () => {
  show();
  goToChosen();
});
part("signalling").addEventListener("change", ({ target }) => {
  part("articles").dataset.signalling = target instanceof HTMLInputElement && target.checked ? "shown" : "hidden";
});
setInterval(() => showTimes(journal.calls), 1000);
setInterval(() => {
  if (journal.calls.some(isLive)) fetchNow();
}, soundPauseMs);

function show() {
  if (!arrived) return;
  const { calls } = journal;
  const sid = location.hash.slice(1);
  const chosen = sid === "" ? roots(calls)[0] : calls.find((call) => call.sid === sid);
  main.dataset.view = sid === "" ? "list" : "call";
  main.dataset.calls = String(calls.length);
  showList(calls, chosen?.sid ?? "");
  showConversation(chosen === undefined ? [] : conversationOf(chosen, calls));
  part("gone").hidden = sid === "" || chosen !== undefined;
  showAround();
}

/** Brings what was chosen to the eye: another conversation from its beginning, a call of the same one where it is. */
function goToChosen() {
  const sid = location.hash.slice(1);
  const chosen = journal.calls.find((call) => call.sid === sid);
  if (chosen === undefined) return;
  const first = conversationOf(chosen, journal.calls)[0]?.sid ?? "";
  if (first === sid && first !== shownBefore) part("conversation").scrollIntoView({ block: "nearest" });
  else document.getElementById(sid)?.scrollIntoView({ block: "start" });
  shownBefore = first;
}

function showAround() {
  const { clients, outsidePhones, connections } = journal;
  keep(part("clients"), clients, {
    key: ({ identity }) => identity,
    make: () => element("li"),
    write: (row, { identity, connections: count }) => {
      refill(row, element("span", "name", identity), " ", element("span", "soft", count === 1 ? "" : countText(count, "connection")));
    },
  });
  keep(part("phones"), outsidePhones, {
    key: ({ number }) => number,
    make: () => element("li"),
    write: (row, { number, anyNumber }) => {
      refill(row, element("span", "name", number), " ", element("span", "soft", anyNumber ? "and any other number" : ""));
    },
  });
  part("no-clients").hidden = clients.length > 0;
  part("no-phones").hidden = outsidePhones.length > 0;
  part("connections-count").textContent = String(connections.length);
  part("connections-block").hidden = connections.length === 0;
  keep(part("connections"), [...connections].sort((one, other) => other.atMs - one.atMs), {
    key: ({ atMs, way, type, identity }) => `${atMs} ${way} ${type} ${identity}`,
    make: () => element("li", "step"),
    write: (row, { atMs, way, type, identity, payload }) => {
      row.dataset.kind = "signal";
      row.dataset.way = way;
      refill(row, element("span", "at", clockText(atMs)), element("div", "what", signal(way, type, payload, identity ?? "")));
    },
  });
}

/** @param {boolean} live */
function showConnection(live) {
  part("live").dataset.live = live ? "yes" : "no";
  part("live-text").textContent = live ? "Live" : "Not connected; trying again";
}
