// @ts-check
/** The sound of one call: what this phone sends (microphone or tone), and what it hears. */
import { audio } from "./audio.js";

/** @typedef {"microphone" | "tone"} Voice */
/** @typedef {"microphoneRefused" | "microphoneMissing" | "noSound"} SoundTrouble */

/** Nothing is sent after the offer, so it waits for its addresses; one interface that gives none must not hold the call up. */
const GATHERING_MS = 1000;

export class Sound {
  #speaker;
  #trouble;
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** @type {{ track: MediaStreamTrack, stop: () => void } | null} */
  #voice = null;
  /** @type {AnalyserNode | null} */
  #analyser = null;

  /**
   * @param {HTMLAudioElement} speaker plays what is heard
   * @param {(trouble: SoundTrouble) => void} trouble is told what the user should know
   */
  constructor(speaker, trouble) {
    this.#speaker = speaker;
    this.#trouble = trouble;
  }

  /** The offer to send to the simulator; null where this browser cannot make one, and the call goes on in silence. @param {Voice} voice */
  async offer(voice) {
    try {
      const connection = new RTCPeerConnection();
      this.#connection = connection;
      connection.ontrack = ({ track, streams }) => this.#hear(streams[0] ?? new MediaStream([track]));
      this.#voice = await this.#open(voice);
      connection.addTrack(this.#voice.track, new MediaStream([this.#voice.track]));
      await connection.setLocalDescription(await connection.createOffer());
      await gathered(connection);
      return connection.localDescription?.sdp ?? null;
    } catch {
      // Closed meanwhile is no trouble: the call ended before its sound was ready.
      if (this.#connection?.signalingState !== "closed") this.#trouble("noSound");
      return null;
    }
  }

  /** @param {string} sdp */
  async accept(sdp) {
    try {
      await this.#connection?.setRemoteDescription({ type: "answer", sdp });
    } catch {
      this.#trouble("noSound");
    }
  }

  /** Goes on with another voice, in the middle of a call. @param {Voice} voice */
  async speakWith(voice) {
    const sender = this.#connection?.getSenders()[0];
    if (sender === undefined) return;
    const next = await this.#open(voice);
    await sender.replaceTrack(next.track);
    this.#voice?.stop();
    this.#voice = next;
  }

  /** How loud it is at this moment, from 0 to 1. */
  level() {
    if (this.#analyser === null) return 0;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // From -50 dB, a quiet room, to 0 dB: the ear hears loudness in steps of equal ratio.
    return Math.max(0, Math.min(1, 1 + (10 * Math.log10(power + 1e-10)) / 50));
  }

  close() {
    this.#voice?.stop();
    this.#connection?.close();
    this.#analyser?.disconnect();
    this.#analyser = null;
    this.#speaker.srcObject = null;
  }

  /** @param {MediaStream} stream */
  #hear(stream) {
    this.#speaker.srcObject = stream;
    // Refused where nothing was pressed in the page yet; the press that allows sound starts it by `autoplay`.
    this.#speaker.play().catch(() => {});
    this.#analyser = audio().createAnalyser();
    audio().createMediaStreamSource(stream).connect(this.#analyser);
  }

  /** @param {Voice} voice */
  async #open(voice) {
    if (voice === "tone") return openTone();
    try {
      return await openMicrophone();
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      this.#trouble(refused ? "microphoneRefused" : "microphoneMissing");
      return openTone();
    }
  }
}

async function openMicrophone() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const track = stream.getAudioTracks()[0];
  if (track === undefined) throw new Error("the microphone has no track");
  return { track, stop: () => track.stop() };
}

/** A tone that swells three times a second: noise suppression takes a steady one for noise and removes it. */
function openTone() {
  const context = audio();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const swell = new OscillatorNode(context, { frequency: 3 });
  const loudness = new GainNode(context, { gain: 0.16 });
  const depth = new GainNode(context, { gain: 0.14 });
  const out = context.createMediaStreamDestination();
  swell.connect(depth).connect(loudness.gain);
  tone.connect(loudness).connect(out);
  tone.start();
  swell.start();
  const track = out.stream.getAudioTracks()[0];
  if (track === undefined) throw new Error("the tone has no track");
  const stop = () => {
    tone.stop();
    swell.stop();
    track.stop();
  };
  return { track, stop };
}

/** @param {RTCPeerConnection} connection */
function gathered(connection) {
  return new Promise((resolve) => {
    if (connection.iceGatheringState === "complete") return resolve(undefined);
    setTimeout(resolve, GATHERING_MS);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState === "complete") resolve(undefined);
    });
  });
}
