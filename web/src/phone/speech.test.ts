import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browserClock } from "./clock";
import { BrowserSpeech, readingTime, voiceFor } from "./speech";

const SENTENCE = "The number you have dialled is not in service.";

class FakeUtterance {
  voice: unknown = null;
  lang = "";
  onend: () => void = () => undefined;
  onerror: () => void = () => undefined;
  constructor(readonly text: string) {}
}

function synthesis(...languages: string[]) {
  const spoken: FakeUtterance[] = [];
  const voices = languages.map((lang) => ({ lang, localService: true }));
  const made = {
    spoken,
    getVoices: () => voices,
    speak: (utterance: FakeUtterance) => void spoken.push(utterance),
    // As browsers do it: what is cancelled ends with an error.
    cancel: () => spoken.splice(0).forEach(({ onerror }) => onerror()),
  };
  return made;
}

function speechWith(made: ReturnType<typeof synthesis> | null): BrowserSpeech {
  return new BrowserSpeech(browserClock, made as unknown as SpeechSynthesis | null);
}

let done: ReturnType<typeof vi.fn<() => void>>;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("SpeechSynthesisUtterance", FakeUtterance);
  done = vi.fn<() => void>();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a voice", () => {
  it("is of the very region, or else of the language, or else there is none", () => {
    const voices = ["en-GB", "en_US", "ja-JP"].map((lang) => ({ lang, localService: true }));
    expect(voiceFor("en-US", voices)?.lang).toBe("en_US");
    expect(voiceFor("en-AU", voices)?.lang).toBe("en-GB");
    expect(voiceFor("ja", voices)?.lang).toBe("ja-JP");
    expect(voiceFor("fr-FR", voices)).toBeNull();
  });

  it("is never one that sends the sentence away", () => {
    expect(voiceFor("en-US", [{ lang: "en-US", localService: false }])).toBeNull();
  });
});

describe("what is said", () => {
  it("is spoken in its language, and done at its end", () => {
    const voices = synthesis("ja-JP");
    speechWith(voices).speak("こんにちは", "ja-JP", done);
    expect(voices.spoken).toMatchObject([{ text: "こんにちは", lang: "ja-JP" }]);
    vi.advanceTimersByTime(1_500);
    expect(done).not.toHaveBeenCalled();
    voices.spoken[0]?.onend();
    vi.advanceTimersByTime(60_000);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it.each([["no voices", null], ["none for the language", synthesis("en-US")]])("takes as long as reading where there are %s", (_, voices) => {
    speechWith(voices).speak(SENTENCE, "fr-FR", done);
    vi.advanceTimersByTime(readingTime(SENTENCE) - 1);
    expect(done).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it("takes 60 ms a character, and never less than a second", () => {
    expect(readingTime("x".repeat(50))).toBe(3_000);
    expect(readingTime("No.")).toBe(1_000);
  });

  it("is done after reading where the voice fails, and after a long wait where the voice is silent about it", () => {
    const voices = synthesis("en-US");
    const speech = speechWith(voices);
    speech.speak("No.", "en-US", done);
    voices.spoken[0]?.onerror();
    expect(done).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(done).toHaveBeenCalledTimes(1);
    speech.speak("No.", "en-US", done);
    vi.advanceTimersByTime(9_000);
    expect(done).toHaveBeenCalledTimes(2);
  });

  it.each([["with a voice", synthesis("en-US")], ["without one", null]])("is never done when it is hushed, %s", (_, voices) => {
    const speech = speechWith(voices);
    speech.speak(SENTENCE, "en-US", done);
    speech.hush();
    vi.advanceTimersByTime(60_000);
    expect(done).not.toHaveBeenCalled();
    expect(voices?.spoken ?? []).toEqual([]);
  });

  it("gives way to what is said next", () => {
    const voices = synthesis("en-US");
    const speech = speechWith(voices);
    const next = vi.fn<() => void>();
    speech.speak(SENTENCE, "en-US", done);
    speech.speak("No.", "en-US", next);
    voices.spoken[0]?.onend();
    vi.advanceTimersByTime(60_000);
    expect([done.mock.calls.length, next.mock.calls.length]).toEqual([0, 1]);
  });
});
