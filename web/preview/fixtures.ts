import type { Call, Devices, E164, PhoneState, ProblemKind, Recent, Session } from "../src/phone/model";

const OWN = "+815031234567" as E164;
const PEER = "+815098765432";
const ABROAD = "+33187654321";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const DEVICES: Devices = {
  microphones: [
    { id: "default", label: "Default" },
    { id: "headset", label: "Jabra Evolve2 65 Mono, Bluetooth hands-free" },
  ],
  speakers: [
    { id: "default", label: "Default" },
    { id: "headset", label: "Jabra Evolve2 65 Mono, Bluetooth hands-free" },
    { id: "desk", label: "" },
  ],
  microphone: "headset",
  speaker: "headset",
  ringer: "desk",
  canChooseSpeaker: true,
};

const NO_DEVICES: Devices = { microphones: [], speakers: [], microphone: null, speaker: null, ringer: null, canChooseSpeaker: false };

/** In another language than the page's own, as the number's country may have it. */
const REFUSAL = { text: "Vous n’êtes pas autorisé à appeler ce numéro. Vérifiez-le, puis rappelez, s’il vous plaît.", language: "fr-FR" };

const PROBLEMS: readonly ProblemKind[] = [
  "invalidNumber",
  "microphoneBlocked",
  "microphoneMissing",
  "microphoneBusy",
  "speakerUnavailable",
  "callerNotAllowed",
  "tokenInvalid",
  "tokenExpired",
  "authorizationFailed",
  "connectionLost",
  "signallingFailed",
  "twilioUnreachable",
  "mediaFailed",
  "callRefused",
  "numberUnreachable",
  "rateLimited",
  "twilioUnavailable",
  "browserUnsupported",
  "storageFull",
  "unknown",
];

/** Every screen of the phone by name, as it would be at `now`. */
export function fixtures(now: number): Readonly<Record<string, PhoneState>> {
  const ready: PhoneState = {
    language: "en",
    languages: ["en", "ja", "fr"],
    pairing: { number: OWN, key: null },
    session: { kind: "ready" },
    call: { kind: "idle" },
    waiting: null,
    dialled: "",
    recents: recents(now),
    devices: DEVICES,
    problem: null,
    notifications: "default",
  };
  const within = (kind: Session["kind"]): PhoneState => ({ ...ready, session: { kind } });
  const during = (call: Call): PhoneState => ({ ...ready, call });
  const talking = {
    kind: "talking",
    id: "call",
    direction: "out",
    peer: PEER,
    since: now - 125_000,
    muted: false,
    reconnecting: false,
    digits: "",
    quality: null,
  } as const;
  const unpaired: PhoneState = { ...ready, pairing: null, session: { kind: "unpaired" }, recents: [] };

  return {
    pairing: unpaired,
    pairingInvalid: { ...unpaired, problem: { kind: "invalidNumber", code: null } },
    ready,
    dialled: { ...ready, dialled: "05098765432" },
    dialledLong: { ...ready, dialled: "+4930901820123456789" },
    fresh: { ...ready, recents: [] },
    starting: within("starting"),
    reconnecting: within("reconnecting"),
    offline: within("offline"),
    notRegistered: within("notRegistered"),
    wrongKey: within("wrongKey"),
    unreachable: within("unreachable"),
    elsewhere: within("elsewhere"),
    elsewhereAfterCall: { ...ready, session: { kind: "elsewhere", afterCall: true } },
    incoming: during({ kind: "incoming", id: "call", peer: PEER, since: now }),
    incomingTyping: { ...during({ kind: "incoming", id: "call", peer: ABROAD, since: now }), dialled: "0509876" },
    incomingWithheld: during({ kind: "incoming", id: "call", peer: null, since: now }),
    incomingAbsurd: during({ kind: "incoming", id: "call", peer: `<b>${"Extraordinarily_long_client_name_".repeat(6)}`, since: now }),
    connecting: during({ kind: "connecting", id: "call", peer: ABROAD, since: now }),
    ringing: during({ kind: "ringing", id: "call", peer: PEER, since: now }),
    talking: during(talking),
    talkingMuted: during({ ...talking, muted: true, digits: "1204#" }),
    talkingPoor: during({ ...talking, quality: "noInput", since: now - 3_725_000 }),
    talkingReconnecting: during({ ...talking, reconnecting: true }),
    talkingCaption: during({ ...talking, since: now - 3_000, caption: REFUSAL }),
    endedCaption: during({ kind: "ended", peer: PEER, reason: "hungUp", seconds: 6, caption: REFUSAL }),
    waiting: { ...during(talking), waiting: { id: "second", peer: ABROAD } },
    ended: during({ kind: "ended", peer: PEER, reason: "hungUp", seconds: 125 }),
    endedNoAnswer: during({ kind: "ended", peer: PEER, reason: "noAnswer", seconds: 0 }),
    noDevices: { ...ready, devices: NO_DEVICES, notifications: "denied" },
    ...Object.fromEntries(
      PROBLEMS.map((kind): [string, PhoneState] => [`problem-${kind}`, { ...ready, problem: { kind, code: 31005 } }]),
    ),
  };
}

function recents(now: number): readonly Recent[] {
  return [
    { id: "1", direction: "in", number: PEER, at: now - 4 * MINUTE, seconds: 0, answered: false },
    { id: "2", direction: "out", number: ABROAD, at: now - 50 * MINUTE, seconds: 754, answered: true },
    { id: "3", direction: "in", number: "+819012345678", at: now - 3 * HOUR, seconds: 65, answered: true },
    { id: "4", direction: "out", number: PEER, at: now - 27 * HOUR, seconds: 0, answered: false },
    { id: "5", direction: "in", number: null, at: now - 80 * HOUR, seconds: 0, answered: false },
    { id: "6", direction: "in", number: "DeviceId_0002", at: now - 120 * HOUR, seconds: 12, answered: true },
    { id: "7", direction: "out", number: "+12025550143", at: now - 400 * HOUR, seconds: 4_210, answered: true },
    { id: "8", direction: "out", number: "+442079460123", at: now - 9_500 * HOUR, seconds: 33, answered: true },
  ];
}
