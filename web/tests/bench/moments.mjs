/**
 * When what happens in a page, by the page's own clock: milliseconds since 1970, the same for all pages of a machine to within
 * a millisecond.
 *
 * Nothing is asked for again and again. What the page shows is noted in the microtask after it changed, before it is drawn, and
 * sound as it comes out of the decoder, in frames of 10 ms. `getStats` would be coarser: Chromium answers it from a copy that
 * may be 50 ms old.
 */

/**
 * Runs in the page before its own scripts. `hertz` is the pitch of the voice that is waited for: the ringing that a caller hears
 * first is no answer. Where `answers`, the page answers a call in the first frame that is drawn after it shows it.
 */
export function momentsKept({ hertz, answers }) {
  /** The mean square of a tone that can be heard, where full scale is 1. */
  const AUDIBLE = 1e-5;
  /** How much of what is heard has the voice's pitch; of any other tone here it is less than a twentieth. */
  const MOST = 0.5;

  let moments = {};
  const note = (name) => (moments[name] ??= performance.timeOrigin + performance.now());
  window.moments = () => moments;
  window.forgetMoments = () => (moments = {});

  addEventListener("submit", () => note("pressed"), true);
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ["data-session", "data-call"] });

  function look() {
    if (document.querySelector('[data-session="ready"]') !== null) note("ready");
    if (document.querySelector('[data-call="talking"]') !== null) note("talking");
    const answer = answers ? document.querySelector("[data-answer]:enabled") : null;
    if (answer !== null && moments.rings === undefined) {
      note("rings");
      requestAnimationFrame(() => {
        note("answers");
        answer.click();
      });
    }
  }

  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    note("microphone");
    return stream;
  };

  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...configuration) {
      super(...configuration);
      this.addEventListener("connectionstatechange", () => this.connectionState === "connected" && note("connected"));
      this.addEventListener("track", ({ track }) => void listen(track));
    }
  };

  async function listen(track) {
    const frames = new MediaStreamTrackProcessor({ track }).readable.getReader();
    for (;;) {
      const { done, value: frame } = await frames.read();
      if (done) return;
      const samples = new Float32Array(frame.numberOfFrames);
      frame.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      const { sampleRate } = frame;
      frame.close();
      if (isVoice(samples, sampleRate)) {
        note("hears");
        return frames.cancel();
      }
    }
  }

  /** Whether most of the power of `samples` is at the voice's pitch. */
  function isVoice(samples, sampleRate) {
    const [power, cosine, sine] = samples.reduce(
      ([power, cosine, sine], sample, index) => {
        const turn = (2 * Math.PI * hertz * index) / sampleRate;
        return [power + sample * sample, cosine + sample * Math.cos(turn), sine + sample * Math.sin(turn)];
      },
      [0, 0, 0],
    );
    const count = samples.length;
    return power / count > AUDIBLE && (2 * (cosine * cosine + sine * sine)) / count > MOST * power;
  }
}

/** Resolves with the moments of `page` once it has all of `names`. */
export async function momentsOf(page, names) {
  await page.waitForFunction((names) => names.every((name) => name in window.moments()), names, { polling: 20 });
  return page.evaluate(() => window.moments());
}
