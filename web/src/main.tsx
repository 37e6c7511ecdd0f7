import { render } from "preact";
import { parseConfig } from "./config";
import { textsIn } from "./i18n/texts";
import { browserClock } from "./phone/clock";
import type { Config, PhoneState } from "./phone/model";
import { BrowserNotifier } from "./phone/notify";
import { takeInvitation } from "./phone/pairing";
import { Phone } from "./phone/phone";
import { AudioRinger } from "./phone/ringer";
import { BrowserSpeech } from "./phone/speech";
import { browserSurroundings } from "./phone/surroundings";
import { fetchToken } from "./phone/token";
import { TwilioTelephone } from "./twilio";
import { App } from "./view/app";
import { numbersFor } from "./view/numbers";

/** The configuration to work with while none can be fetched: that of an API on the page's own host. */
const PLAIN_CONFIG = "{}";

async function loadConfig(): Promise<Config> {
  try {
    const response = await fetch("config.json", { cache: "no-cache" });
    return parseConfig(response.ok ? await response.text() : PLAIN_CONFIG);
  } catch {
    return parseConfig(PLAIN_CONFIG);
  }
}

/** Sounds lie beside the page, wherever that is. */
function soundUrl(name: string): string {
  return new URL(`sounds/${name}.wav`, document.baseURI).href;
}

/** Past the service worker, which answers for a server that is gone. */
async function isThisServerReached(): Promise<boolean> {
  const answer = await fetch("config.json", { method: "HEAD", cache: "no-store" }).catch(() => null);
  return answer?.ok === true;
}

function callSentence(peer: string | null, { language, pairing, languages }: PhoneState): string {
  const texts = textsIn(language);
  return texts.announce.incoming(numbersFor(pairing, languages, texts).shown(peer));
}

function createPhone(config: Config): Phone {
  return new Phone({
    config,
    clock: browserClock,
    random: Math.random,
    newId,
    store: () => localStorage,
    telephone: new TwilioTelephone(browserClock, soundUrl),
    surroundings: browserSurroundings(config.signalling === location.host ? isThisServerReached : null),
    ringer: new AudioRinger(soundUrl),
    notifier: new BrowserNotifier(),
    speech: new BrowserSpeech(browserClock, (window.speechSynthesis as SpeechSynthesis | undefined) ?? null),
    // Absent on a page over plain http from another machine, whatever the types say.
    mediaDevices: (navigator.mediaDevices as MediaDevices | undefined) ?? null,
    canChooseSpeaker: "setSinkId" in HTMLMediaElement.prototype,
    locks: (navigator.locks as LockManager | undefined) ?? null,
    channel: new BroadcastChannel("switchboard"),
    languages: navigator.languages,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    invitation: takeInvitation(location, (url) => history.replaceState(null, "", url)),
    askForToken: (pairing) => fetchToken(config.api, pairing, browserClock),
    callSentence,
  });
}

/** `randomUUID` is missing on a page over plain http; an identifier must only differ from the others in this browser. */
function newId(): string {
  const [one = 0, two = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${one.toString(36)}${two.toString(36)}`;
}

/** Calls `act` after the browser has painted what was rendered: a frame begins, and the frame after it has begun. */
function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act, 0));
  // No frame is ever drawn in a tab that was opened in the background, and a phone there must ring too.
  if (document.hidden) {
    act();
  }
}

const phone = createPhone(await loadConfig());
const root = document.getElementById("app");
if (root === null) {
  throw new Error("index.html has no element with the id app");
}
render(<App phone={phone} />, root);

let started = false;
afterPaint(() => {
  if (!started) {
    started = true;
    phone.start();
  }
});

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // A page that cannot have a worker is still a phone, only not one that opens without a network.
  navigator.serviceWorker.register("service-worker.js").catch(() => undefined);
}
