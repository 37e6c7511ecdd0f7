import type { Clock } from "./clock";

/** Says a sentence aloud, one at a time. */
export interface Speech {
  /**
   * Speaks `text` in `language` (such as `en-US`) in the place of whatever was being said, and calls `done` at its end. Where
   * nothing here can speak that language, the end is when it could have been read.
   */
  speak(text: string, language: string, done: () => void): void;
  /** Stops; the `done` of what was being said is never called. */
  hush(): void;
}

const READING_MS_PER_CHARACTER = 60;
const SHORTEST_READING_MS = 1_000;
/** Longer than any voice takes for a sentence, as a multiple of reading it, and for a voice to be got ready. */
const SLOWEST_VOICE = 4;
const VOICE_STARTS_MS = 5_000;

/** How long a person takes to read `text`. */
export function readingTime(text: string): number {
  return Math.max(SHORTEST_READING_MS, text.length * READING_MS_PER_CHARACTER);
}

export class BrowserSpeech implements Speech {
  /** Ends the wait for what is being said; does nothing when that is over. */
  private stopWaiting = (): void => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly synthesis: SpeechSynthesis | null,
  ) {
    // Chromium lists its voices some time after it is first asked for them.
    this.synthesis?.getVoices();
  }

  speak(text: string, language: string, done: () => void): void {
    this.hush();
    const voice = this.synthesis === null ? null : voiceFor(language, this.synthesis.getVoices());
    if (this.synthesis === null || voice === null) {
      this.stopWaiting = this.clock.after(readingTime(text), done);
      return;
    }
    let over = false;
    const end = () => {
      if (!over) {
        over = true;
        stopTimer();
        done();
      }
    };
    // Some voices never say that they have come to an end, and the call would wait for them for ever.
    let stopTimer = this.clock.after(readingTime(text) * SLOWEST_VOICE + VOICE_STARTS_MS, end);
    this.stopWaiting = () => {
      over = true;
      stopTimer();
    };
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onend = end;
    utterance.onerror = () => {
      if (!over) {
        stopTimer();
        stopTimer = this.clock.after(readingTime(text), end);
      }
    };
    this.synthesis.speak(utterance);
  }

  hush(): void {
    this.stopWaiting();
    this.stopWaiting = () => undefined;
    this.synthesis?.cancel();
  }
}

/** A voice of this machine: the others send the sentence to their maker. The very region is best, another one will do. */
export function voiceFor<V extends Pick<SpeechSynthesisVoice, "lang" | "localService">>(language: string, voices: readonly V[]): V | null {
  const local = voices.filter(({ localService }) => localService);
  const [wanted, base] = [tag(language), tag(language).split("-")[0]];
  return local.find(({ lang }) => tag(lang) === wanted) ?? local.find(({ lang }) => tag(lang).split("-")[0] === base) ?? null;
}

/** Android writes `en_US`. */
function tag(language: string): string {
  return language.toLowerCase().replaceAll("_", "-");
}
