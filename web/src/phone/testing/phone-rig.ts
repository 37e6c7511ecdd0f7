import { vi } from "vitest";
import { browserClock } from "../clock";
import type { Config, E164, Pairing } from "../model";
import type { Permission } from "../notify";
import type { Invitation } from "../pairing";
import { Phone } from "../phone";
import type { Ring } from "../ringer";
import type { TokenAnswer } from "../token";
import { FakeStore } from "./fake-store";
import { FakeSurroundings } from "./fake-surroundings";
import { FakeTelephone } from "./fake-telephone";

export const OWN = "+815031234567" as E164;
export const PEER = "+819059876543" as E164;

const CONFIG: Config = { api: "/prod", edges: { "+81": ["tokyo", "singapore"], "": [] }, languages: ["en", "ja", "fr"] };

interface RigOptions {
  readonly config?: Config;
  readonly store?: FakeStore;
  readonly invitation?: Invitation | null;
  readonly languages?: readonly string[];
}

/** A phone among fakes: its telephone does what the test says, and what it shows and plays can be asked. */
export function rig({ config = CONFIG, store = new FakeStore(), invitation = null, languages = ["en-US"] }: RigOptions = {}) {
  let ids = 0;
  const parts = {
    store,
    telephone: new FakeTelephone(),
    surroundings: new FakeSurroundings(),
    /** What sounds now. */
    playing: null as Ring | null,
    sinks: { ringer: null as string | null, speaker: null as string | null },
    ringerBroken: false,
    /** What the tab and the system say of a caller now. */
    attention: null as string | null,
    notified: false,
    permission: "default" as Permission,
    /** What is being spoken, and how it comes to its end. */
    speaking: null as { text: string; language: string; done: () => void } | null,
    /** What the API answers to each pairing. */
    answer: (_pairing: Pairing): TokenAnswer => ({
      kind: "token",
      token: { token: "t", receivedAt: Date.now(), expiresAt: Date.now() + 3_600_000 },
    }),
    plugged: [
      { kind: "audioinput", deviceId: "m1", label: "Headset" },
      { kind: "audiooutput", deviceId: "s1", label: "Headset" },
    ],
  };
  const phone = new Phone({
    config,
    clock: browserClock,
    random: () => 1,
    newId: () => `own-${(ids += 1)}`,
    store: () => store,
    telephone: parts.telephone,
    surroundings: parts.surroundings,
    ringer: {
      play: (ring) => void (parts.playing = ring),
      test: async () => {
        if (parts.ringerBroken) {
          throw new DOMException("gone", "NotFoundError");
        }
      },
      setRinger: (device) => void (parts.sinks.ringer = device),
      setSpeaker: (device) => void (parts.sinks.speaker = device),
    },
    notifier: {
      permission: () => parts.permission,
      ask: async () => (parts.permission = "granted"),
      attention: (sentence, hidden) => {
        parts.attention = sentence;
        parts.notified = sentence !== null && hidden;
      },
    },
    speech: {
      speak: (text, language, done) => void (parts.speaking = { text, language, done }),
      hush: () => void (parts.speaking = null),
    },
    mediaDevices: { enumerateDevices: async () => parts.plugged, addEventListener: () => undefined },
    canChooseSpeaker: true,
    locks: null,
    channel: { postMessage: () => undefined, addEventListener: () => undefined },
    languages,
    timeZone: "Europe/Berlin",
    invitation,
    askForToken: async (pairing) => parts.answer(pairing),
    callSentence: (peer, { language }) => `${language}: ${peer ?? "withheld"}`,
  });
  return Object.assign(parts, { phone });
}

export type Rig = ReturnType<typeof rig>;

/** A phone that is paired with `OWN` and registered. */
export async function readyRig(options: RigOptions = {}): Promise<Rig> {
  const made = rig(options);
  made.phone.start();
  made.phone.pair(OWN, null);
  await vi.advanceTimersByTimeAsync(0);
  made.telephone.takeAsked();
  return made;
}
