import { useEffect, useRef, useState } from "preact/hooks";
import { announcement, type Announcement } from "./announcement";
import { useSurroundings } from "./context";

const SILENCE: Announcement = { urgency: "polite", text: "" };

/** Says each change of a call or session once to whoever does not see the page. */
export function Announcer() {
  const { state, texts, numbers } = useSurroundings();
  const previous = useRef(state);
  const [said, setSaid] = useState(SILENCE);

  useEffect(() => {
    const next = announcement(previous.current, state, texts, numbers);
    previous.current = state;
    if (next !== null) setSaid(next);
  }, [state, texts, numbers]);

  return (
    <div class="unseen">
      <p role="status">{said.urgency === "polite" ? said.text : ""}</p>
      <p role="alert">{said.urgency === "urgent" ? said.text : ""}</p>
    </div>
  );
}
