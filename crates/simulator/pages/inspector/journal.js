// @ts-check
/** The simulator's journal, fetched anew whenever it tells that something changed. Every `…AtMs` and `atMs` in it is Unix time in milliseconds. */

/** @typedef {{ code: number, severity: "error" | "warning", message: string, link: string }} Fault */
/** @typedef {{ atMs: number, kind: "signal", way: "in" | "out", type: string, payload: unknown }} SignalStep */
/**
 * @typedef {{
 *   atMs: number, kind: "request", purpose: string, method: string, url: string, parameters: [string, string][], signature: string | null,
 *   milliseconds: number, status: number | null, contentType: string | null, body: string | null,
 * }} RequestStep
 */
/**
 * @typedef {SignalStep | RequestStep
 *   | { atMs: number, kind: "verb", verb: string, text: string }
 *   | { atMs: number, kind: "note", text: string }
 *   | { atMs: number, kind: "fault" } & Fault} Step
 */
/**
 * @typedef {{
 *   sid: string, parentSid: string | null, direction: string, from: string, to: string, status: string,
 *   startedAtMs: number, answeredAtMs: number | null, endedAtMs: number | null,
 *   sound: { packetsReceived: number, packetsSent: number, energyReceived: number, connected: boolean } | null,
 *   digits: string, steps: Step[],
 * }} Call
 */
/** @typedef {{ atMs: number, way: "in" | "out", identity: string | null, type: string, payload: unknown }} ConnectionStep */
/**
 * @typedef {{
 *   clients: { identity: string, connections: number }[],
 *   outsidePhones: { number: string, anyNumber: boolean }[],
 *   calls: Call[],
 *   connections: ConnectionStep[],
 * }} Journal
 */

/** At most four times a second, however fast a call goes. */
const SHORTEST_PAUSE_MS = 250;
/** Sound flows without telling; its counts are looked at now and then while a call lasts. */
const SOUND_PAUSE_MS = 2000;
const RECONNECT_MS = 2000;

/**
 * Hands over the journal, now and after each change.
 * @param {(journal: Journal) => void} changed
 * @param {(live: boolean) => void} connected
 */
export function follow(changed, connected) {
  let fetching = false;
  let again = false;

  const fetchNow = async () => {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    again = false;
    try {
      const response = await fetch("/simulator/calls");
      if (response.ok) changed(await response.json());
    } catch {
      connected(false);
    }
    setTimeout(() => {
      fetching = false;
      if (again) fetchNow();
    }, SHORTEST_PAUSE_MS);
  };

  listen(fetchNow, connected);
  return { fetchNow, soundPauseMs: SOUND_PAUSE_MS };
}

/** @param {() => void} changed @param {(live: boolean) => void} connected */
function listen(changed, connected) {
  const events = new EventSource("/simulator/events");
  events.onmessage = changed;
  events.onopen = () => {
    connected(true);
    // What happened while nobody listened.
    changed();
  };
  events.onerror = () => {
    connected(false);
    // A browser comes back by itself from a broken connection, but not from an answer that was none.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => listen(changed, connected), RECONNECT_MS);
  };
}

/** Whether the call is not over. @param {Call} call */
export function isLive(call) {
  return call.endedAtMs === null;
}

/** The calls that no other call placed; what placed a call may be forgotten before it. @param {readonly Call[]} calls */
export function roots(calls) {
  return calls.filter((call) => parentOf(call, calls) === undefined);
}

/** The calls that this one placed, in the order they began. @param {Call} call @param {readonly Call[]} calls */
export function childrenOf(call, calls) {
  return calls.filter(({ parentSid }) => parentSid === call.sid).reverse();
}

/**
 * The whole conversation that a call belongs to: first the call that began it, then those that it placed.
 * @param {Call} call
 * @param {readonly Call[]} calls
 * @returns {Call[]}
 */
export function conversationOf(call, calls) {
  const parent = parentOf(call, calls);
  return parent === undefined ? branch(call, calls) : conversationOf(parent, calls);
}

/** The gravest fault among the steps of a call, the first of equals. @param {readonly Step[]} steps @returns {Fault | undefined} */
export function worstFault(steps) {
  const faults = steps.filter((step) => step.kind === "fault");
  return faults.find(({ severity }) => severity === "error") ?? faults[0];
}

/** @param {Call} call @param {readonly Call[]} calls @returns {Call[]} */
function branch(call, calls) {
  return [call, ...childrenOf(call, calls).flatMap((child) => branch(child, calls))];
}

/** @param {Call} call @param {readonly Call[]} calls */
function parentOf(call, calls) {
  return call.parentSid === null ? undefined : calls.find(({ sid }) => sid === call.parentSid);
}
