import { writeFileSync } from "node:fs";

const SAMPLE_RATE = 48_000;
const HEADER_BYTES = 44;
/** Far from the ringing that the caller hears first, which is 440 and 480 Hz: the answer is known from it by its pitch. */
export const SOFTPHONE_HERTZ = 1_000;
/** The tone with which the outside phone speaks. */
export const OUTSIDE_HERTZ = 440;

/**
 * Writes the WAV file of a voice without a pause for Chromium's made-up microphone, which without one beeps twice a second:
 * too seldom for a time in milliseconds. It swells, because noise suppression takes a steady tone for noise and removes it.
 */
export function writeVoice(path) {
  const wav = Buffer.alloc(HEADER_BYTES + 2 * SAMPLE_RATE);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(2 * SAMPLE_RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * SAMPLE_RATE, 40);
  // One second of it, which holds whole waves and whole swells, so that it has no seam where it begins anew.
  for (let sample = 0; sample < SAMPLE_RATE; sample += 1) {
    const turn = (2 * Math.PI * sample) / SAMPLE_RATE;
    const loudness = 0.3 + 0.15 * Math.sin(3 * turn);
    wav.writeInt16LE(Math.round(32_767 * loudness * Math.sin(SOFTPHONE_HERTZ * turn)), HEADER_BYTES + 2 * sample);
  }
  writeFileSync(path, wav);
}
