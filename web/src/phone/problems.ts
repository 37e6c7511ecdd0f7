import type { EndReason, Problem, ProblemKind } from "./model";
import type { Failure } from "./telephone";

/**
 * What a failure means for the person: a sentence to show, a call that simply ended, another token to fetch, a connection
 * that is being restored anyway, or nothing.
 */
export type Meaning =
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "ended"; readonly reason: EndReason }
  /** The token is not accepted; a fresh one usually is. `problem` is shown where it is not. */
  | { readonly kind: "token"; readonly problem: Problem }
  /** The connection is gone and being made again; `problem` is shown where that takes long. */
  | { readonly kind: "connection"; readonly problem: Problem }
  | { readonly kind: "nothing" };

type Entry = ProblemKind | { ended: EndReason } | { token: ProblemKind } | { connection: ProblemKind } | "nothing";

/**
 * Every code that the SDK can raise, and those that Twilio's servers send besides.
 * https://www.twilio.com/docs/voice/sdks/error-codes
 */
const CODES: Readonly<Record<number, Entry>> = {
  // Tokens. The page fetches another before it troubles anybody.
  20101: { token: "tokenInvalid" },
  20102: { token: "tokenInvalid" },
  20103: { token: "tokenInvalid" },
  20104: { token: "tokenExpired" },
  20105: { token: "tokenInvalid" },
  20106: { token: "tokenInvalid" },
  20107: { token: "tokenInvalid" },
  20151: { token: "authorizationFailed" },
  20157: { token: "tokenExpired" },
  31102: { token: "tokenInvalid" },
  31201: { token: "authorizationFailed" },
  31202: { token: "tokenInvalid" },
  31203: "authorizationFailed",
  31204: { token: "tokenInvalid" },
  31205: { token: "tokenExpired" },
  31207: "tokenInvalid",

  // The line to Twilio.
  31000: { connection: "signallingFailed" },
  31003: { connection: "connectionLost" },
  31005: { connection: "connectionLost" },
  31009: { connection: "signallingFailed" },
  53000: { connection: "signallingFailed" },
  53001: { connection: "connectionLost" },
  31107: "connectionLost",
  31209: "connectionLost",

  // A request that this page, its number or its TwiML application got wrong.
  31001: "callRefused",
  31002: "callRefused",
  31100: "callRefused",
  31101: "callRefused",
  31103: "callRefused",
  31104: "callRefused",
  31105: "callRefused",
  31400: "callRefused",
  31403: "callerNotAllowed",
  13224: "invalidNumber",
  13225: "callerNotAllowed",
  13227: "callerNotAllowed",

  // The other end. None of these is an error.
  31008: { ended: "cancelled" },
  31480: { ended: "noAnswer" },
  31486: { ended: "busy" },
  31487: { ended: "cancelled" },
  31603: { ended: "declined" },
  31404: "numberUnreachable",
  31408: { ended: "noAnswer" },
  31484: "invalidNumber",

  // Too much, or Twilio's own trouble.
  31206: "rateLimited",
  20429: "rateLimited",
  31500: "twilioUnavailable",
  31502: "twilioUnavailable",
  31503: "twilioUnavailable",
  31504: "twilioUnavailable",

  // Sound.
  31208: "microphoneBlocked",
  31401: "microphoneBlocked",
  31402: "microphoneBusy",
  53400: "mediaFailed",
  53402: "mediaFailed",
  53405: "mediaFailed",

  // Messages within a call, which this phone never sends.
  31210: "nothing",
  31211: "nothing",
  31212: "nothing",
};

/** What `getUserMedia`, `setSinkId` and the SDK's own checks throw. */
const NAMES: Readonly<Record<string, Entry>> = {
  NotAllowedError: "microphoneBlocked",
  PermissionDeniedError: "microphoneBlocked",
  SecurityError: "microphoneBlocked",
  NotFoundError: "microphoneMissing",
  DevicesNotFoundError: "microphoneMissing",
  OverconstrainedError: "microphoneMissing",
  NotReadableError: "microphoneBusy",
  TrackStartError: "microphoneBusy",
  AbortError: "microphoneBusy",
  NotSupportedError: "browserUnsupported",
};

/** Whether the codes leave no doubt about `code`; the rest are shown with their number, so that one can ask for help. */
export function isKnown(code: number): boolean {
  return code in CODES;
}

/** What `failure` means. The browser's own name for it says more than 31402, which covers every way to have no sound. */
export function meaningOf(failure: Failure): Meaning {
  const byName = failure.name === null ? undefined : NAMES[failure.name];
  const byCode = failure.code === null ? undefined : CODES[failure.code];
  const entry = byName !== undefined && (byCode === undefined || isSound(failure.code)) ? byName : byCode;
  return meaning(entry ?? "unknown", failure.code);
}

/** The same for the output side: a refused speaker throws the names that a refused microphone does. */
export function speakerProblem(): Problem {
  return { kind: "speakerUnavailable", code: null };
}

function meaning(entry: Entry, code: number | null): Meaning {
  if (entry === "nothing") {
    return { kind: "nothing" };
  }
  if (typeof entry === "string") {
    return { kind: "problem", problem: { kind: entry, code } };
  }
  if ("ended" in entry) {
    return { kind: "ended", reason: entry.ended };
  }
  if ("token" in entry) {
    return { kind: "token", problem: { kind: entry.token, code } };
  }
  return { kind: "connection", problem: { kind: entry.connection, code } };
}

function isSound(code: number | null): boolean {
  return code === 31208 || code === 31401 || code === 31402;
}
