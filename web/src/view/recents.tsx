import { useRef } from "preact/hooks";
import { ConfirmButton } from "./confirm-button";
import { useSurroundings } from "./context";
import { RecentsIcon } from "./icons";
import { useNow } from "./phone-hooks";
import { RecentCall } from "./recent-call";

/** The calls of this browser, the newest first as the phone gives them. */
export function Recents({ onCall }: { readonly onCall: () => void }) {
  const { state, texts, intents } = useSurroundings();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const now = useNow(20_000);
  const { recents } = state;

  function remove(id: string, position: number) {
    intents.deleteRecent(id);
    // The button that was pressed goes with its line; the next line's, or the heading, takes the focus over.
    requestAnimationFrame(() => {
      const left = list.current?.querySelectorAll<HTMLButtonElement>("button.remove") ?? [];
      (left[Math.min(position, left.length - 1)] ?? heading.current)?.focus();
    });
  }

  return (
    <section class="card recents" aria-labelledby="recents-heading">
      <header class="recents-header">
        <h2 id="recents-heading" ref={heading} tabIndex={-1}>
          {texts.recents.heading}
        </h2>
        {recents.length > 0 && (
          <ConfirmButton
            label={texts.recents.clear}
            question={texts.recents.clearQuestion(recents.length)}
            confirm={texts.recents.clearConfirm}
            keep={texts.recents.keep}
            onConfirm={() => {
              intents.clearRecents();
              heading.current?.focus();
            }}
          />
        )}
      </header>
      {recents.length === 0 ? (
        <div class="empty">
          <RecentsIcon />
          <p class="empty-title">{texts.recents.empty}</p>
          <p>{texts.recents.emptyHint}</p>
        </div>
      ) : (
        <ol ref={list} class="recents-list">
          {recents.map((recent, position) => (
            <RecentCall key={recent.id} recent={recent} now={now} onCall={onCall} onRemove={() => remove(recent.id, position)} />
          ))}
        </ol>
      )}
    </section>
  );
}
