import { exactly, spoken, when } from "../i18n/time";
import type { Recent } from "../phone/model";
import { isE164 } from "../phone/number";
import { useSurroundings } from "./context";
import { CallIcon, DeleteIcon, IncomingIcon, MissedIcon, OutgoingIcon } from "./icons";
import { PeerNumber } from "./peer-number";

interface Props {
  readonly recent: Recent;
  readonly now: number;
  readonly onCall: () => void;
  readonly onRemove: () => void;
}

/** One line of the recents: a tap on it calls back, where there is a number to call. */
export function RecentCall({ recent, now, onCall, onRemove }: Props) {
  const { state, texts, intents, numbers } = useSurroundings();
  const { number, direction, answered } = recent;
  const missed = direction === "in" && !answered;
  const shown = numbers.shown(number);
  const kind = missed ? texts.recents.missed : direction === "in" ? texts.recents.incoming : texts.recents.outgoing;
  const Direction = missed ? MissedIcon : direction === "in" ? IncomingIcon : OutgoingIcon;
  const idle = state.call.kind === "idle" || state.call.kind === "ended";

  const about = (
    <>
      <span class="recent-icon">
        <Direction />
      </span>
      <PeerNumber peer={number} />
      <RecentDetail recent={recent} now={now} kind={kind} />
    </>
  );
  return (
    <li class="recent" data-missed={missed}>
      {isE164(number) ? (
        <button
          type="button"
          class="recent-call"
          disabled={!idle}
          onClick={() => {
            intents.callBack(number);
            onCall();
          }}
        >
          <span class="unseen">{texts.recents.callBack(shown)}, </span>
          {about}
          <span class="recent-back">
            <CallIcon />
          </span>
        </button>
      ) : (
        <div class="recent-call">{about}</div>
      )}
      <button type="button" class="round quiet remove" aria-label={texts.recents.remove(shown)} onClick={onRemove}>
        <DeleteIcon />
      </button>
    </li>
  );
}

function RecentDetail({ recent, now, kind }: { readonly recent: Recent; readonly now: number; readonly kind: string }) {
  const { texts, language } = useSurroundings();
  const { direction, answered, seconds, at } = recent;
  const length = answered ? spoken(seconds, language, "short") : direction === "out" ? texts.recents.noAnswer : null;
  return (
    <span class="recent-detail">
      <span class="recent-kind">
        {kind}
        {" · "}
      </span>
      <time dateTime={new Date(at).toISOString()} title={exactly(at, language)}>
        {when(at, now, language)}
      </time>
      {length !== null && ` · ${length}`}
    </span>
  );
}
