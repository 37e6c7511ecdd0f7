import { spoken } from "../i18n/time";
import type { Call } from "../phone/model";
import { isE164 } from "../phone/number";
import { CallFace } from "./call-face";
import { Caption } from "./caption";
import { useSurroundings } from "./context";
import { CallIcon } from "./icons";

/** Why a call ended and how long it was, for the moment before the keypad comes back. */
export function Ended({ call }: { readonly call: Call & { kind: "ended" } }) {
  const { texts, intents, language } = useSurroundings();
  const { peer } = call;
  return (
    <div class="call">
      <CallFace label={texts.call.ended[call.reason]} peer={peer}>
        <Caption caption={call.caption} />
        {call.seconds > 0 && <p class="lasted">{texts.call.lasted(spoken(call.seconds, language))}</p>}
      </CallFace>
      <div class="call-buttons">
        {isE164(peer) && call.reason !== "answeredElsewhere" && (
          <button type="button" class="big go" onClick={() => intents.callBack(peer)}>
            <CallIcon />
            <span>{texts.call.callAgain}</span>
          </button>
        )}
      </div>
    </div>
  );
}
