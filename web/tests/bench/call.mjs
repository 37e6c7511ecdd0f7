/**
 * From ring to sound: a telephone outside calls, and the softphone's page answers in the first frame that is drawn after it shows
 * the call; so a person's own time to answer is in none of these. Sound is the other side's voice as it comes out of the decoder:
 * what a person hears is later by what the sound device takes.
 */
import { OPEN } from "../numbers.mjs";
import { momentsOf } from "./moments.mjs";

/**
 * Calls once, until each side has heard the other. Returns the spans in milliseconds, by what begins and what ends each: `call` is
 * the caller's press of the button, `ring` is that the page shows the call, `answer` is the press there, and `sound` is heard by
 * the softphone, or at the telephone outside.
 */
export async function call({ softphone, outside }) {
  // A page in which nobody has done anything may not make a sound; whoever answers has.
  await softphone.page.keyboard.press("Tab");
  await outside.page.evaluate(() => window.forgetMoments());
  await outside.dial(OPEN.number);
  const here = await momentsOf(softphone.page, ["rings", "answers", "microphone", "connected", "talking", "hears"]);
  const there = await momentsOf(outside.page, ["pressed", "hears"]);
  // The statistics of both connections say the same: packets arrive, and they are no silence.
  await Promise.all([softphone.hears(), outside.hears()]);
  await outside.hangUp();
  return {
    call_to_ring: here.rings - there.pressed,
    ring_to_sound: here.hears - here.rings,
    answer_to_sound: here.hears - here.answers,
    answer_to_sound_outside: there.hears - here.answers,
    parts: {
      answer_to_microphone: here.microphone - here.answers,
      answer_to_connected: here.connected - here.answers,
      answer_to_talking: here.talking - here.answers,
    },
  };
}
