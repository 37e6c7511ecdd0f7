import { useSurroundings } from "./context";
import { TabsIcon } from "./icons";
import { sessionText } from "./session-text";

/** Another tab is the phone: says so, and takes over if asked. */
export function Elsewhere() {
  const { state, texts, intents } = useSurroundings();
  const { title, detail } = sessionText(state.session, texts);
  const coming = state.session.kind === "elsewhere" && state.session.afterCall === true;
  return (
    <section class="card elsewhere">
      <TabsIcon />
      <h2>{title}</h2>
      <p>{detail}</p>
      {!coming && (
        <button type="button" class="pill primary" onClick={() => intents.takeOver()}>
          {texts.takeOver}
        </button>
      )}
    </section>
  );
}
