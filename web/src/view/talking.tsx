import { useId, useState } from "preact/hooks";
import type { Call } from "../phone/model";
import { CallFace } from "./call-face";
import { CallTimer } from "./call-timer";
import { Caption } from "./caption";
import { useSurroundings } from "./context";
import { HANG_UP } from "./focus";
import { HangUpIcon, KeypadIcon, MicrophoneIcon, MutedIcon } from "./icons";
import { InputLevel } from "./input-level";
import { Pad } from "./pad";

/** A conversation: how long it lasts, how it sounds, and what can be done with it. */
export function Talking({ call }: { readonly call: Call & { kind: "talking" } }) {
  const { texts, intents } = useSurroundings();
  const [keypad, setKeypad] = useState(false);
  const padId = useId();
  const worry = call.reconnecting ? texts.call.reconnecting : call.quality === null ? null : texts.call.quality[call.quality];
  return (
    <div class="call" data-keypad={keypad}>
      <CallFace label={texts.call.talking} peer={call.peer}>
        <CallTimer since={call.since} />
        <Caption caption={call.caption} live />
        {call.digits !== "" && (
          <p class="digits">
            <span class="unseen">{texts.call.digits}: </span>
            <bdi>{call.digits}</bdi>
          </p>
        )}
      </CallFace>
      <div class="sound">
        {worry !== null && <p class="worry">{worry}</p>}
        {call.muted ? <p class="muted">{texts.call.muted}</p> : <InputLevel />}
      </div>
      <div id={padId} hidden={!keypad}>
        <Pad />
      </div>
      <div class="call-buttons">
        <button type="button" class="big toggle" aria-pressed={call.muted} onClick={() => intents.setMuted(!call.muted)}>
          {call.muted ? <MutedIcon /> : <MicrophoneIcon />}
          <span>{texts.call.mute}</span>
        </button>
        <button type="button" class="big stop" {...{ [HANG_UP]: true }} onClick={() => intents.hangUp()}>
          <HangUpIcon />
          <span>{texts.call.hangUp}</span>
        </button>
        <button
          type="button"
          class="big toggle"
          aria-expanded={keypad}
          aria-controls={padId}
          onClick={() => setKeypad(!keypad)}
        >
          <KeypadIcon />
          <span>{texts.call.keypad}</span>
        </button>
      </div>
    </div>
  );
}
