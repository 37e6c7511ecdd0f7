// @ts-check
/** Speaks what the other side says by text, with a voice of its language where the machine has one. */

const READING_MS_PER_CHARACTER = 60;
const SHORTEST_READING_MS = 1000;
/** Some engines never tell that they have ended; by then even a slow voice has. */
const SLOWEST = 4;

const synthesis = globalThis.speechSynthesis;
// Some browsers load their voices only once somebody has asked for them.
synthesis?.getVoices();

/**
 * Speaks, or gives the time to read where no voice can; then calls `done` once. The function it hands back ends it early, without `done`.
 * @param {string} text
 * @param {string} language
 * @param {() => void} done
 */
export function speak(text, language, done) {
  const readingMs = Math.max(SHORTEST_READING_MS, text.length * READING_MS_PER_CHARACTER);
  const voice = voiceOf(language);
  const startedAt = performance.now();
  let timer = setTimeout(end, voice === undefined ? readingMs : readingMs * SLOWEST);
  const utterance = voice === undefined ? undefined : utter(text, voice, end, readOn);

  function end() {
    stop();
    done();
  }
  /** A voice that fails leaves what remains of the time to read. */
  function readOn() {
    clearTimeout(timer);
    timer = setTimeout(end, Math.max(0, readingMs - (performance.now() - startedAt)));
  }
  function stop() {
    clearTimeout(timer);
    if (utterance === undefined) return;
    utterance.onend = utterance.onerror = null;
    synthesis.cancel();
  }
  return stop;
}

/** @param {string} language */
function voiceOf(language) {
  const voices = synthesis?.getVoices() ?? [];
  const wanted = language.toLowerCase();
  const tag = (/** @type {SpeechSynthesisVoice} */ voice) => voice.lang.replace("_", "-").toLowerCase();
  return voices.find((voice) => tag(voice) === wanted) ?? voices.find((voice) => tag(voice).split("-")[0] === wanted.split("-")[0]);
}

/**
 * @param {string} text
 * @param {SpeechSynthesisVoice} voice
 * @param {() => void} ended
 * @param {() => void} failed
 */
function utter(text, voice, ended, failed) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.onend = ended;
  utterance.onerror = failed;
  synthesis.speak(utterance);
  return utterance;
}
