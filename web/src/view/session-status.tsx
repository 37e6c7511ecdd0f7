import type { Session } from "../phone/model";
import { useSurroundings } from "./context";
import { sessionText } from "./session-text";

/** The sessions that somebody has to do something about; the others are one quiet line. */
const LOUD: ReadonlySet<Session["kind"]> = new Set(["offline", "notRegistered", "wrongKey", "unreachable"]);
/** Where trying again at once can help. While offline it cannot: the browser says itself when the network is back. */
const CAN_RETRY: ReadonlySet<Session["kind"]> = new Set(["reconnecting", "unreachable", "notRegistered", "wrongKey"]);
/** Where the number or the key may be the mistake. */
const CAN_REENTER: ReadonlySet<Session["kind"]> = new Set(["notRegistered", "wrongKey"]);

/** Whether calls can come and go, always in sight, in a word and a sentence. */
export function SessionStatus() {
  const { state, texts, intents } = useSurroundings();
  const { kind } = state.session;
  const { title, detail } = sessionText(state.session, texts);
  // The panel of another tab's phone says it large, with the button; here the word is enough.
  const brief = kind === "elsewhere";
  return (
    <section class="status" data-session={kind} data-loud={LOUD.has(kind)}>
      <span class="lamp" aria-hidden="true" />
      <p>
        <strong>{title}</strong> {!brief && <span>{detail}</span>}
      </p>
      {CAN_RETRY.has(kind) && (
        <div class="status-actions">
          <button type="button" class="small" onClick={() => intents.retry()}>
            {texts.retry}
          </button>
          {CAN_REENTER.has(kind) && (
            <button type="button" class="small" onClick={() => intents.forget()}>
              {texts.anotherNumber}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
