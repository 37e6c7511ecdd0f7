import type { Session } from "../phone/model";
import { useSurroundings } from "./context";
import { CallIcon } from "./icons";

/** Where a call cannot succeed. Everywhere else the phone waits a moment for its connection, and says so if it gets none. */
const HOPELESS: ReadonlySet<Session["kind"]> = new Set(["offline", "notRegistered", "wrongKey"]);

/** The call button. Over an empty field it brings back the number dialled last, so that a second press calls it. */
export function DialRow() {
  const { state, texts, intents } = useSurroundings();
  const empty = state.dialled.trim() === "";
  const canRedial = state.recents.some(({ direction }) => direction === "out");
  const canCall = !HOPELESS.has(state.session.kind);
  const redials = empty && canRedial;
  return (
    <div class="dial-row">
      <button
        type="button"
        class={redials ? "pill redial" : "pill go"}
        disabled={empty ? !canRedial : !canCall}
        onClick={() => intents.dial()}
      >
        <CallIcon />
        {redials ? texts.dial.redial : texts.dial.call}
      </button>
    </div>
  );
}
