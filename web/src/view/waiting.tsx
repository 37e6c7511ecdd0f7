import { Offer } from "./offer";
import { useSurroundings } from "./context";

/** A second caller during a call. */
export function Waiting({ peer }: { readonly peer: string | null }) {
  const { state, texts, intents } = useSurroundings();
  return (
    <Offer
      id={state.waiting?.id ?? ""}
      label={texts.call.waiting}
      peer={peer}
      answerLabel={texts.call.answerWaiting}
      onAnswer={() => intents.answerWaiting()}
      onDecline={() => intents.declineWaiting()}
    />
  );
}
