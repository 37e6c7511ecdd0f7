/**
 * Writes the phone's sounds into `public/sounds`: `npm run sounds`. Run it after a change here and commit what it makes.
 *
 * They are made of sines, so that they belong to nobody, and served from the page's own host, so that no other host learns
 * that a phone was opened. Eight thousand samples a second is what a telephone line carries; more would only be heavier.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RATE = 8000;
const folder = new URL("../public/sounds/", import.meta.url);

/** One tone: frequencies sounding together, with a soft beginning and end so that nothing clicks. */
function tone(frequencies, seconds, { loudness = 0.5, decay = 0 } = {}) {
  return samples(seconds, (at) => {
    const edge = Math.min(1, at / 0.005, (seconds - at) / 0.005);
    const sum = frequencies.reduce((total, frequency) => total + Math.sin(2 * Math.PI * frequency * at), 0);
    return (loudness * edge * Math.exp(-decay * at) * sum) / frequencies.length;
  });
}

const silence = (seconds) => samples(seconds, () => 0);

function samples(seconds, value) {
  return Array.from({ length: Math.round(seconds * RATE) }, (_, index) => value(index / RATE));
}

/** A bell of a few partials that dies away. */
function bell(frequency, seconds) {
  return tone([frequency, frequency * 2.01, frequency * 2.98], seconds, { loudness: 0.8, decay: 9 });
}

/** RIFF, one channel, 16 bits. */
function wav(values) {
  const bytes = Buffer.alloc(44 + values.length * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + values.length * 2, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(values.length * 2, 40);
  values.forEach((value, index) => bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32767), 44 + index * 2));
  return bytes;
}

const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477];
const keypad = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "s", "0", "h"];

const phrase = [659.3, 784, 987.8, 784].flatMap((note) => bell(note, 0.18));
const sounds = {
  // Looped while it rings: two phrases, then a pause that lets one speak.
  ring: [...phrase, ...phrase, ...silence(1.6)],
  // Looped while the other side rings and the network sends no tone of its own.
  ringback: [...tone([400, 416], 1, { loudness: 0.25 }), ...silence(2)],
  // Looped under a call in progress, so quiet and seldom.
  waiting: [...tone([425], 0.15, { loudness: 0.2 }), ...silence(0.15), ...tone([425], 0.15, { loudness: 0.2 }), ...silence(3.5)],
  disconnect: [...tone([480, 620], 0.12, { loudness: 0.25 }), ...silence(0.08), ...tone([480, 620], 0.12, { loudness: 0.25 })],
  silence: silence(0.05),
  ...Object.fromEntries(
    keypad.map((key, index) => [
      `dtmf-${key}`,
      tone([rows[Math.floor(index / 3)], columns[index % 3]], 0.14, { loudness: 0.3 }),
    ]),
  ),
};

mkdirSync(folder, { recursive: true });
for (const [name, values] of Object.entries(sounds)) {
  writeFileSync(fileURLToPath(new URL(`${name}.wav`, folder)), wav(values));
}
