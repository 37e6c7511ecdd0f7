// @ts-check
/** The outside phone's line to the simulator: a WebSocket that comes back by itself. */

/**
 * @typedef {{ type: "be", number: string, anyNumber: boolean }
 *   | { type: "dial", call: string, to: string, sdp: string | null }
 *   | { type: "answer", call: string, sdp: string | null }
 *   | { type: "decline" | "busy" | "hangUp", call: string }
 *   | { type: "digits", call: string, digits: string }
 *   | { type: "spoken", call: string, say: number }} Sent
 */
/**
 * @typedef {{ type: "numbers", numbers: { number: string, label: string }[] }
 *   | { type: "taken", number: string }
 *   | { type: "ringing", call: string, from: string, to: string }
 *   | { type: "sound", call: string, sdp: string }
 *   | { type: "answered" | "hush", call: string }
 *   | { type: "digits", call: string, digits: string }
 *   | { type: "say", call: string, say: number, text: string, language: string }
 *   | { type: "over", call: string, reason: string }} Received
 */
/** @typedef {{ opened: () => void, lost: () => void, received: (message: Received) => void }} LineEvents */

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

export class Line {
  #events;
  /** @type {WebSocket | null} */
  #socket = null;
  #waitMs = FIRST_WAIT_MS;

  /** Connects at once. @param {LineEvents} events */
  constructor(events) {
    this.#events = events;
    this.#connect();
  }

  /** Sends where there is a connection: what is said to a lost line is never said later, when it would be out of date. @param {Sent} message */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #connect() {
    const address = new URL("/outside/line", location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onopen = () => {
      this.#waitMs = FIRST_WAIT_MS;
      this.#events.opened();
    };
    socket.onmessage = ({ data }) => this.#events.received(JSON.parse(data));
    // A failed attempt closes too, so this one place starts every further attempt.
    socket.onclose = () => {
      this.#events.lost();
      setTimeout(() => this.#connect(), this.#waitMs);
      this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    };
  }
}
