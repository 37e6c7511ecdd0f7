import { useState } from "preact/hooks";
import { useSurroundings } from "./context";
import { DialField } from "./dial-field";
import { DialRow } from "./dial-row";
import { Elsewhere } from "./elsewhere";
import { Ended } from "./ended";
import { SCREEN } from "./focus";
import { Incoming } from "./incoming";
import { Outgoing } from "./outgoing";
import { Pad } from "./pad";
import { Talking } from "./talking";

/** The receiver itself: the keypad, or the call that is shown large. */
export function PhonePanel() {
  const { state, texts } = useSurroundings();
  const { call } = state;
  const [typing, setTyping] = useState(false);
  const idle = call.kind === "idle";
  // A call that comes in takes the keypad's place, but never a number out from under the fingers that type it.
  const fieldStays = call.kind === "incoming" && (typing || state.dialled !== "");

  if (state.session.kind === "elsewhere" && idle) return <Elsewhere />;
  return (
    <section class="card phone" data-call={call.kind} aria-label={texts.dial.heading} tabIndex={-1} {...{ [SCREEN]: idle }}>
      {(idle || call.kind === "incoming") && <DialField hidden={!idle && !fieldStays} onTyping={setTyping} />}
      {idle && <Pad plus />}
      {idle && <DialRow />}
      {call.kind === "incoming" && <Incoming call={call} />}
      {(call.kind === "connecting" || call.kind === "ringing") && <Outgoing call={call} />}
      {call.kind === "talking" && <Talking call={call} />}
      {call.kind === "ended" && <Ended call={call} />}
    </section>
  );
}
