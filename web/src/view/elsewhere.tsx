import { useSurroundings } from "./context";
import { TabsIcon } from "./icons";

/** Another tab is the phone: says so, and takes over if asked. */
export function Elsewhere() {
  const { texts, intents } = useSurroundings();
  const { title, detail } = texts.session.elsewhere;
  return (
    <section class="card elsewhere">
      <TabsIcon />
      <h2>{title}</h2>
      <p>{detail}</p>
      <button type="button" class="pill primary" onClick={() => intents.takeOver()}>
        {texts.takeOver}
      </button>
    </section>
  );
}
