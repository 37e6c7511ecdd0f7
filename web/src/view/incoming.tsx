import type { Call } from "../phone/model";
import { CallFace } from "./call-face";
import { useSurroundings } from "./context";
import { ANSWER, OFFER } from "./focus";
import { CallIcon, HangUpIcon } from "./icons";

/** Somebody calls. Focus stays where it is; the answer button is one Tab away (see `focus.ts`). */
export function Incoming({ call }: { readonly call: Call & { kind: "incoming" } }) {
  const { texts, intents } = useSurroundings();
  const answering = call.answering === true;
  return (
    <div class="call" {...{ [OFFER]: call.id }}>
      <CallFace label={answering ? texts.call.connecting : texts.call.incoming} peer={call.peer} awaiting />
      {/* Answering comes first for the keyboard and the ear; to the eye it stands on the right, as on other telephones. */}
      <div class="call-buttons" data-reversed>
        <button type="button" class="big go" disabled={answering} {...{ [ANSWER]: true }} onClick={() => intents.answer()}>
          <CallIcon />
          <span>{texts.call.answer}</span>
        </button>
        <button type="button" class="big stop" disabled={answering} onClick={() => intents.decline()}>
          <HangUpIcon />
          <span>{texts.call.decline}</span>
        </button>
      </div>
    </div>
  );
}
