import { useSurroundings } from "./context";
import { ANSWER, OFFER } from "./focus";
import { CallIcon } from "./icons";
import { PeerNumber } from "./peer-number";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly peer: string | null;
  readonly answerLabel: string;
  readonly onAnswer: () => void;
  readonly onDecline: () => void;
  /** The call was answered already and is being set up. */
  readonly answering?: boolean;
}

/** A call to take or leave, on one line: a second caller, or any caller while the settings are open. */
export function Offer({ id, label, peer, answerLabel, onAnswer, onDecline, answering = false }: Props) {
  const { texts } = useSurroundings();
  return (
    <section class="offer" aria-label={label} {...{ [OFFER]: id }}>
      <CallIcon />
      <p>
        <span class="offer-label">{label}</span> <PeerNumber peer={peer} />
      </p>
      <div class="offer-buttons">
        <button type="button" class="pill go" disabled={answering} {...{ [ANSWER]: true }} onClick={onAnswer}>
          {answerLabel}
        </button>
        <button type="button" class="pill stop" disabled={answering} onClick={onDecline}>
          {texts.call.decline}
        </button>
      </div>
    </section>
  );
}
