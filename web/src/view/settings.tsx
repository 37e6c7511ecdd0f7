import { useEffect, useId, useRef } from "preact/hooks";
import { ConfirmButton } from "./confirm-button";
import { useSurroundings } from "./context";
import { CloseIcon } from "./icons";
import { LanguageChoice } from "./language-choice";
import { NotificationSetting } from "./notification-setting";
import { Offer } from "./offer";
import { PeerNumber } from "./peer-number";
import { ShortcutList } from "./shortcut-list";
import { SoundSettings } from "./sound-settings";
import { Waiting } from "./waiting";

/** Everything that is set once and then forgotten. Each choice holds at once, so closing needs no question. */
export function Settings({ onClose }: { readonly onClose: () => void }) {
  const { state, texts, intents } = useSurroundings();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  // As a modal dialog it keeps the focus inside, gives it back on closing, and closes on Escape, all by the browser.
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    if (shown !== null && !shown.open) shown.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      class="settings"
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="settings-sheet">
        <header class="settings-header">
          <h2 id={heading}>{texts.settings.title}</h2>
          <button type="button" class="round quiet" aria-label={texts.settings.close} onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        <CallerInDialog />
        <SoundSettings />
        <section>
          <LanguageChoice labelled="visibly" />
        </section>
        <NotificationSetting />
        <ShortcutList />
        <section>
          <h3>{texts.settings.phone}</h3>
          {state.pairing !== null && (
            <p class="settings-number">
              <PeerNumber peer={state.pairing.number} />
            </p>
          )}
          <p class="hint">{texts.settings.forgetHint}</p>
          <ConfirmButton
            label={texts.settings.forget}
            question={texts.settings.forgetQuestion}
            confirm={texts.settings.forgetConfirm}
            keep={texts.settings.keep}
            onConfirm={() => {
              onClose();
              intents.forget();
            }}
          />
        </section>
      </div>
    </dialog>
  );
}

/** A modal dialog makes the page behind it unreachable, so whoever calls now is offered inside it. */
function CallerInDialog() {
  const { state, texts, intents } = useSurroundings();
  const { call, waiting } = state;
  if (waiting !== null) return <Waiting peer={waiting.peer} />;
  if (call.kind !== "incoming") return null;
  return (
    <Offer
      id={call.id}
      label={texts.call.incoming}
      peer={call.peer}
      answerLabel={texts.call.answer}
      answering={call.answering === true}
      onAnswer={() => intents.answer()}
      onDecline={() => intents.decline()}
    />
  );
}
