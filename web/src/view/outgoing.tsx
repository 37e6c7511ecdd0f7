import type { Call } from "../phone/model";
import { CallFace } from "./call-face";
import { useSurroundings } from "./context";
import { HangUpIcon } from "./icons";

/** A call on its way, until somebody answers. */
export function Outgoing({ call }: { readonly call: Call & { kind: "connecting" | "ringing" } }) {
  const { texts, intents } = useSurroundings();
  return (
    <div class="call">
      <CallFace label={call.kind === "ringing" ? texts.call.ringing : texts.call.connecting} peer={call.peer} awaiting />
      <div class="call-buttons">
        <button type="button" class="big stop" onClick={() => intents.hangUp()}>
          <HangUpIcon />
          <span>{texts.call.cancel}</span>
        </button>
      </div>
    </div>
  );
}
