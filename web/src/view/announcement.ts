import type { Texts } from "../i18n/en";
import { spoken } from "../i18n/time";
import type { PhoneState } from "../phone/model";
import type { Numbers } from "./numbers";
import { sessionText } from "./session-text";

/** What is read aloud: `polite` waits for a pause, `urgent` does not. */
export interface Announcement {
  readonly urgency: "polite" | "urgent";
  readonly text: string;
}

/** What to say about the step from `before` to `after`, or `null` where nothing needs saying. Seconds never do. */
export function announcement(before: PhoneState, after: PhoneState, texts: Texts, numbers: Numbers): Announcement | null {
  const { call, waiting } = after;
  const name = numbers.shown;
  if (waiting !== null && waiting.id !== before.waiting?.id) {
    return { urgency: "urgent", text: texts.announce.waiting(name(waiting.peer)) };
  }
  if (call.kind === "incoming" && !(before.call.kind === "incoming" && before.call.id === call.id)) {
    return { urgency: "urgent", text: texts.announce.incoming(name(call.peer)) };
  }
  const said = [callText(before, after, texts, numbers), sessionChange(before, after, texts)].filter((text) => text !== null);
  return said.length === 0 ? null : { urgency: "polite", text: said.join(" ") };
}

function callText(before: PhoneState, after: PhoneState, texts: Texts, numbers: Numbers): string | null {
  const { call } = after;
  const was = before.call;
  if (call.kind === "talking" && was.kind === "talking" && was.id === call.id) {
    if (call.reconnecting !== was.reconnecting) return call.reconnecting ? texts.call.reconnecting : texts.announce.restored;
    return call.quality !== was.quality && call.quality !== null ? texts.call.quality[call.quality] : null;
  }
  if (call.kind === was.kind && call.kind !== "talking") return null;
  switch (call.kind) {
    case "connecting":
    case "ringing":
    case "talking":
      return texts.announce[call.kind](numbers.shown(call.peer));
    case "ended": {
      const lasted = call.seconds > 0 ? texts.call.lasted(spoken(call.seconds, after.language)) : null;
      return texts.announce.ended(texts.call.ended[call.reason], lasted);
    }
    default:
      return null;
  }
}

function sessionChange(before: PhoneState, after: PhoneState, texts: Texts): string | null {
  const { kind } = after.session;
  const text = sessionText(after.session, texts);
  // Before there is a number, and while its first connection is made, the page itself says what is going on.
  if (text === sessionText(before.session, texts) || kind === "unpaired" || kind === "starting") return null;
  return texts.announce.session(text);
}
