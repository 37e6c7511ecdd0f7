// @ts-check
/** The one AudioContext of the page: the bell, the tone and the level share it, because a browser allows a page only a few. */

/** @type {AudioContext | null} */
let context = null;

export function audio() {
  context ??= new AudioContext();
  // Asked each time: it starts only once somebody has pressed something in the page.
  if (context.state === "suspended") context.resume().catch(() => {});
  return context;
}

/** Whether the browser lets the page be heard by now. It is not asked for a context: it would complain of one made too early. */
export function mayBeHeard() {
  return context?.state === "running";
}

/** Rings like a desk telephone's bell until the function that it hands back is called. */
export function ringBell() {
  const out = audio();
  const bell = new GainNode(out, { gain: 0 });
  const clapper = new OscillatorNode(out, { type: "square", frequency: 20 });
  const strike = new GainNode(out, { gain: 0.5 });
  const struck = new GainNode(out, { gain: 0.5 });
  clapper.connect(strike).connect(struck.gain);
  const bowls = [1050, 1390].map((frequency) => new OscillatorNode(out, { type: "triangle", frequency }));
  bowls.forEach((bowl) => bowl.connect(struck));
  struck.connect(bell).connect(out.destination);
  [clapper, ...bowls].forEach((source) => source.start());

  const ring = () => {
    const now = out.currentTime;
    bell.gain.setTargetAtTime(0.12, now, 0.01);
    bell.gain.setTargetAtTime(0, now + 1, 0.12);
  };
  ring();
  const rings = setInterval(ring, 3000);
  return () => {
    clearInterval(rings);
    [clapper, ...bowls].forEach((source) => source.stop());
    bell.disconnect();
  };
}
