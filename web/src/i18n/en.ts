import type { EndReason, ProblemKind, Quality, Session } from "../phone/model";

/** What the status line says of a session: a word, and a sentence where the word alone leaves a question. */
export interface SessionText {
  readonly title: string;
  readonly detail: string;
}

/** Every text of the page in one language. A language that lacks one of them does not compile. */
export interface Texts {
  readonly product: string;
  readonly number: {
    readonly withheld: string;
    readonly own: string;
  };
  readonly pairing: {
    readonly title: string;
    readonly lead: string;
    readonly number: string;
    readonly numberHint: string;
    readonly keyDisclosure: string;
    readonly key: string;
    readonly keyHint: string;
    readonly submit: string;
    readonly required: string;
  };
  readonly session: Readonly<Record<Session["kind"], SessionText>>;
  /** Another tab is in a call, and gives way when the call is over. */
  readonly elsewhereAfterCall: SessionText;
  readonly retry: string;
  readonly anotherNumber: string;
  readonly takeOver: string;
  readonly tabs: { readonly label: string; readonly keypad: string; readonly recents: string };
  readonly dial: {
    readonly heading: string;
    readonly field: string;
    readonly placeholder: string;
    readonly pad: string;
    readonly star: string;
    readonly hash: string;
    readonly zero: string;
    readonly backspace: string;
    readonly call: string;
    readonly redial: string;
  };
  readonly recents: {
    readonly heading: string;
    readonly empty: string;
    readonly emptyHint: string;
    readonly incoming: string;
    readonly outgoing: string;
    readonly missed: string;
    readonly noAnswer: string;
    readonly callBack: (number: string) => string;
    readonly remove: (number: string) => string;
    readonly clear: string;
    readonly clearQuestion: (count: number) => string;
    readonly clearConfirm: string;
    readonly keep: string;
  };
  readonly call: {
    readonly incoming: string;
    readonly connecting: string;
    readonly ringing: string;
    readonly talking: string;
    readonly talkingFor: string;
    readonly ended: Readonly<Record<EndReason, string>>;
    readonly lasted: (duration: string) => string;
    readonly callAgain: string;
    readonly answer: string;
    readonly decline: string;
    readonly cancel: string;
    readonly hangUp: string;
    readonly mute: string;
    readonly muted: string;
    readonly keypad: string;
    readonly level: string;
    readonly digits: string;
    readonly reconnecting: string;
    readonly quality: Readonly<Record<Quality, string>>;
    readonly waiting: string;
    readonly answerWaiting: string;
  };
  readonly announce: {
    readonly incoming: (peer: string) => string;
    readonly waiting: (peer: string) => string;
    readonly connecting: (peer: string) => string;
    readonly ringing: (peer: string) => string;
    readonly talking: (peer: string) => string;
    readonly restored: string;
    /** `what` happened, and how long it lasted where it did. */
    readonly ended: (what: string, lasted: string | null) => string;
    readonly session: (text: SessionText) => string;
  };
  readonly settings: {
    readonly title: string;
    readonly close: string;
    readonly sound: string;
    readonly microphone: string;
    readonly speaker: string;
    readonly ringer: string;
    readonly testRinger: string;
    readonly systemDefault: string;
    readonly speakerFixed: string;
    readonly unnamed: (position: number) => string;
    readonly language: string;
    readonly notifications: string;
    readonly notificationsState: {
      readonly default: string;
      readonly granted: string;
      readonly denied: string;
      readonly unsupported: string;
    };
    readonly allowNotifications: string;
    readonly phone: string;
    readonly forgetHint: string;
    readonly forget: string;
    readonly forgetQuestion: string;
    readonly forgetConfirm: string;
    readonly keep: string;
  };
  readonly shortcuts: {
    readonly title: string;
    readonly digits: string;
    readonly backspace: string;
    readonly enter: string;
    readonly escapeRinging: string;
    readonly escapeTalking: string;
    readonly mute: string;
    readonly tab: string;
    readonly keys: { readonly enter: string; readonly escape: string; readonly tab: string; readonly backspace: string };
  };
  readonly problem: Readonly<Record<ProblemKind, string>>;
  readonly problemCode: (code: number) => string;
  readonly dismiss: string;
}

const plural = new Intl.PluralRules("en");

export const en: Texts = {
  product: "Switchboard",
  number: {
    withheld: "Number withheld",
    own: "Your number",
  },
  pairing: {
    title: "Which number is this phone?",
    lead: "Enter your Twilio phone number, and this browser becomes the phone for it.",
    number: "Twilio phone number",
    numberHint: "Any format will do: +81\u00a050\u00a03123\u00a04567 or 050-3123-4567.",
    keyDisclosure: "I have a pairing key",
    key: "Pairing key",
    keyHint: "The secret you were given when the number was registered. It proves that you may use the number. Leave this empty if you have none.",
    submit: "Use this number",
    required: "Enter your phone number first.",
  },
  session: {
    unpaired: { title: "No number yet", detail: "Enter your Twilio phone number to begin." },
    starting: { title: "Starting", detail: "The phone is connecting. This takes a few seconds." },
    ready: { title: "Ready", detail: "You can call and be called." },
    reconnecting: { title: "Reconnecting", detail: "The connection was lost; it comes back by itself." },
    offline: {
      title: "Offline",
      detail: "This device has no network. Check Wi‑Fi or the cable; the phone comes back by itself.",
    },
    notRegistered: {
      title: "Number not registered",
      detail: "The service does not know this number. Check it, or ask whoever runs the service to register it. If you were given a pairing key, enter the number again with the key.",
    },
    wrongKey: {
      title: "Pairing key not accepted",
      detail: "The number or its pairing key is wrong. Enter both again, or ask for a new key.",
    },
    unreachable: {
      title: "Service unreachable",
      detail: "The service does not answer. The phone keeps trying; if this lasts, tell whoever runs the service.",
    },
    elsewhere: {
      title: "The phone is in another tab",
      detail: "Only one tab rings and calls at a time. Go to that tab, or use the phone here instead.",
    },
  },
  elsewhereAfterCall: {
    title: "The other tab is in a call",
    detail: "The phone moves here by itself when that call is over.",
  },
  retry: "Try again",
  anotherNumber: "Enter number again",
  takeOver: "Use the phone here",
  tabs: { label: "Views", keypad: "Keypad", recents: "Recents" },
  dial: {
    heading: "Phone",
    field: "Number to call",
    placeholder: "Enter a number",
    pad: "Keypad",
    star: "Star",
    hash: "Hash",
    zero: "0, hold for plus",
    backspace: "Delete last digit",
    call: "Call",
    redial: "Redial",
  },
  recents: {
    heading: "Recents",
    empty: "No calls yet",
    emptyHint: "Calls you make and receive are listed here, in this browser only.",
    incoming: "Incoming",
    outgoing: "Outgoing",
    missed: "Missed",
    noAnswer: "Not answered",
    callBack: (number) => `Call ${number}`,
    remove: (number) => `Delete the call with ${number}`,
    clear: "Clear all",
    clearQuestion: (count) => (plural.select(count) === "one" ? "Delete this call?" : `Delete all ${count} calls?`),
    clearConfirm: "Delete",
    keep: "Keep",
  },
  call: {
    incoming: "Incoming call",
    connecting: "Connecting…",
    ringing: "Ringing…",
    talking: "In a call",
    talkingFor: "Duration",
    ended: {
      hungUp: "Call ended",
      cancelled: "Call cancelled",
      declined: "Call declined",
      busy: "The line is busy",
      noAnswer: "Nobody answered",
      missed: "Missed call",
      answeredElsewhere: "Answered on another device",
      failed: "The call could not be completed",
    },
    lasted: (duration) => `It lasted ${duration}.`,
    callAgain: "Call again",
    answer: "Answer",
    decline: "Decline",
    cancel: "Cancel",
    hangUp: "Hang up",
    mute: "Mute",
    muted: "Your microphone is off.",
    keypad: "Keypad",
    level: "Microphone level",
    digits: "Digits pressed",
    reconnecting: "The connection was lost. Stay on the line: it is being restored.",
    quality: {
      highRoundTrip: "The connection is slow, so you may hear each other late.",
      packetLoss: "Parts of the sound are getting lost. A cable or a place nearer to the Wi‑Fi helps.",
      highJitter: "The connection is uneven, so the sound may break up.",
      noInput: "Your microphone is silent. Check that it is not switched off, or choose another one.",
    },
    waiting: "Second call",
    answerWaiting: "End and answer",
  },
  announce: {
    incoming: (peer) => `Incoming call from ${peer}.`,
    waiting: (peer) => `Second call from ${peer}.`,
    connecting: (peer) => `Calling ${peer}.`,
    ringing: (peer) => `Ringing at ${peer}.`,
    talking: (peer) => `Connected with ${peer}.`,
    restored: "The connection is back.",
    ended: (what, lasted) => (lasted === null ? `${what}.` : `${what}. ${lasted}`),
    session: ({ title, detail }) => `${title}. ${detail}`,
  },
  settings: {
    title: "Settings",
    close: "Close settings",
    sound: "Sound",
    microphone: "Microphone",
    speaker: "Speaker",
    ringer: "Ringer",
    testRinger: "Test the ringer",
    systemDefault: "System default",
    speakerFixed: "This browser plays calls on the system’s speaker. Choose it in the system settings.",
    unnamed: (position) => `Device ${position}`,
    language: "Language",
    notifications: "Notifications",
    notificationsState: {
      default: "A notification can say who calls while you are doing something else.",
      granted: "On. A notification says who calls while this page is in the background.",
      denied: "Blocked. Allow notifications for this site beside the address bar, then reload.",
      unsupported: "This browser shows no notifications. Keep the page visible to see who calls.",
    },
    allowNotifications: "Allow notifications",
    phone: "This phone",
    forgetHint: "Forgetting removes the number and its key from this browser. The number itself is kept.",
    forget: "Forget this phone",
    forgetQuestion: "Forget this phone?",
    forgetConfirm: "Forget",
    keep: "Keep",
  },
  shortcuts: {
    title: "Keyboard",
    digits: "Press the keypad, anywhere on the page",
    backspace: "Delete the last digit",
    enter: "Call, or answer",
    escapeRinging: "Decline a call, or cancel one that is not answered yet",
    escapeTalking: "During a call: go to Hang up, then Enter ends it",
    mute: "Mute on or off during a call",
    tab: "When a call comes in: go to Answer",
    keys: { enter: "Enter", escape: "Esc", tab: "Tab", backspace: "Backspace" },
  },
  problem: {
    invalidNumber: "This is not a complete phone number. Check it, and begin with + and the country code for another country.",
    microphoneBlocked:
      "The browser blocks the microphone. Click the icon beside the address bar, allow the microphone for this site, and call again.",
    microphoneMissing: "No microphone was found. Plug one in or choose another in the settings, and call again.",
    microphoneBusy: "Another program is using the microphone. Close it, or choose another microphone in the settings.",
    speakerUnavailable: "The chosen speaker cannot be used. Choose another one in the settings.",
    callerNotAllowed: "Your number may not call this one. Check the number, or ask whoever runs the service.",
    tokenInvalid: "Twilio did not accept this phone’s access. Try again; if it happens again, tell whoever runs the service.",
    tokenExpired: "This phone’s access had expired. Try again; if it happens again, check this device’s clock.",
    authorizationFailed: "Twilio refused this phone. Reload the page; if that does not help, tell whoever runs the service.",
    connectionLost: "The connection to Twilio was lost. Check the network; the phone connects again by itself.",
    twilioUnreachable: "Twilio cannot be reached from here, so no call can come or go. Check that the network lets it through.",
    signallingFailed: "The call could not be set up because the connection failed. Check the network and call again.",
    mediaFailed: "No sound could get through. A firewall or VPN may block calls: try another network.",
    callRefused: "The call was refused on its way. Check the number and try again later.",
    numberUnreachable: "This number cannot be reached. Check that it is right, with its country code.",
    rateLimited: "Too many attempts in a short time. Wait a minute and try again.",
    twilioUnavailable: "Twilio cannot be used at the moment. Try again in a few minutes.",
    browserUnsupported: "This browser cannot make calls. Use a current Chrome, Edge, Firefox or Safari, over https.",
    storageFull: "The browser could not save this. Free some space, or leave private browsing.",
    unknown: "Something went wrong. Try again; if it happens again, tell whoever runs the service.",
  },
  problemCode: (code) => `Twilio ${code}`,
  dismiss: "Dismiss",
};
