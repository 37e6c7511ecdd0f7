// @ts-check
/** The telephone itself: one call at a time, from the first ring to why it ended. It knows the line, and nothing of the page. */
import { Sound } from "./sound.js";
import { speak } from "./speech.js";

/** @typedef {"idle" | "calling" | "ringing" | "talking" | "ended"} State */
/** @typedef {import("./line.js").Received} Received */
/** @typedef {Exclude<Received, { type: "numbers" | "taken" }>} OfCall what the line says about a call */
/**
 * A call; it stays after its end, so that the page can go on showing what was heard.
 * @typedef {{
 *   id: string, peer: string, called: string | null, digits: string, said: { text: string, language: string } | null,
 *   offered: boolean, talkingSince: number | null, endedAt: number | null, reason: string | null, endedHere: boolean,
 * }} Call
 */
/**
 * @typedef {{
 *   send: (message: import("./line.js").Sent) => void,
 *   changed: () => void,
 *   trouble: (trouble: import("./sound.js").SoundTrouble) => void,
 * }} Surroundings
 */

export class Phone {
  /** @type {State} */
  state = "idle";
  /** @type {Call | null} */
  call = null;
  /** Busy to whoever calls, though in no call. */
  busy = false;
  /** @type {import("./sound.js").Voice} */
  voice = "tone";

  #surroundings;
  #speaker;
  /** @type {Sound | null} */
  #sound = null;
  #hush = () => {};

  /** @param {HTMLAudioElement} speaker @param {Surroundings} surroundings */
  constructor(speaker, surroundings) {
    this.#speaker = speaker;
    this.#surroundings = surroundings;
  }

  /** @param {string} to E.164 */
  async dial(to) {
    if (this.inCall()) return;
    const call = this.#begin("calling", crypto.randomUUID(), to, null);
    const sdp = await this.#offer();
    if (!this.#isStill("calling", call)) return;
    call.offered = true;
    this.#surroundings.send({ type: "dial", call: call.id, to, sdp });
  }

  async answer() {
    const call = this.call;
    if (call === null || this.state !== "ringing") return;
    this.#become("talking");
    const sdp = await this.#offer();
    if (!this.#isStill("talking", call)) return;
    call.offered = true;
    call.talkingSince = Date.now();
    this.#surroundings.send({ type: "answer", call: call.id, sdp });
    this.#surroundings.changed();
  }

  decline() {
    if (this.call === null || this.state !== "ringing") return;
    this.#surroundings.send({ type: "decline", call: this.call.id });
    this.#end("declined", true);
  }

  hangUp() {
    if (this.call === null || (this.state !== "calling" && this.state !== "talking")) return;
    const { id, offered } = this.call;
    if (offered) this.#surroundings.send({ type: "hangUp", call: id });
    // Until its sound is ready, the simulator takes an answered call to be ringing, and does not know a dialled one.
    else if (this.state === "talking") this.#surroundings.send({ type: "decline", call: id });
    this.#end(this.state === "calling" ? "cancelled" : "hungUp", true);
  }

  /** @param {string} digits */
  press(digits) {
    if (this.call !== null && this.state === "talking") this.#surroundings.send({ type: "digits", call: this.call.id, digits });
  }

  /** @param {import("./sound.js").Voice} voice */
  speakWith(voice) {
    this.voice = voice;
    this.#sound?.speakWith(voice);
  }

  level() {
    return this.#sound?.level() ?? 0;
  }

  inCall() {
    return this.state === "calling" || this.state === "ringing" || this.state === "talking";
  }

  /** The simulator forgets the calls of a line that is lost. */
  lineLost() {
    if (this.inCall()) this.#end("lost", false);
  }

  /** @param {OfCall} message */
  received(message) {
    if (message.type === "ringing") return this.#ring(message);
    // What still arrives of a call that ended here is about nothing any more.
    if (this.call?.id !== message.call || !this.inCall()) return;
    const call = this.call;
    switch (message.type) {
      case "sound":
        return void this.#sound?.accept(message.sdp);
      case "answered":
        call.talkingSince = Date.now();
        return this.#become("talking");
      case "digits":
        call.digits += message.digits;
        return this.#surroundings.changed();
      case "say":
        return this.#say(call, message);
      case "hush":
        return this.#hush();
      case "over":
        return this.#end(message.reason, false);
    }
  }

  /** @param {Extract<Received, { type: "ringing" }>} message */
  #ring({ call, from, to }) {
    if (this.busy || this.inCall()) return this.#surroundings.send({ type: "busy", call });
    this.#begin("ringing", call, from, to);
  }

  /** @param {Call} call @param {Extract<Received, { type: "say" }>} message */
  #say(call, { say, text, language }) {
    this.#hush();
    call.said = { text, language };
    this.#hush = speak(text, language, () => this.#surroundings.send({ type: "spoken", call: call.id, say }));
    this.#surroundings.changed();
  }

  /** @param {State} state @param {string} id @param {string} peer @param {string | null} called @returns {Call} */
  #begin(state, id, peer, called) {
    const blank = { digits: "", said: null, offered: false, talkingSince: null, endedAt: null, reason: null, endedHere: false };
    const call = { ...blank, id, peer, called };
    this.call = call;
    this.#become(state);
    return call;
  }

  #offer() {
    this.#sound = new Sound(this.#speaker, this.#surroundings.trouble);
    return this.#sound.offer(this.voice);
  }

  /** Whether nothing ended or replaced the call while its sound was prepared. @param {State} state @param {Call} call */
  #isStill(state, call) {
    return this.call === call && this.state === state;
  }

  /** @param {string} reason @param {boolean} here */
  #end(reason, here) {
    this.#hush();
    this.#sound?.close();
    this.#sound = null;
    if (this.call !== null) Object.assign(this.call, { reason, endedHere: here, endedAt: Date.now() });
    this.#become("ended");
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.#surroundings.changed();
  }
}
