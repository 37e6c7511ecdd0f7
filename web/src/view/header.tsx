import { useSurroundings } from "./context";
import { Mark, SettingsIcon } from "./icons";
import { LanguageChoice } from "./language-choice";
import { PeerNumber } from "./peer-number";

/** The product, this phone's own number and the way to the settings; a language to choose while there is no number yet. */
export function Header({ onSettings }: { readonly onSettings: (() => void) | null }) {
  const { state, texts } = useSurroundings();
  return (
    <header class="header">
      <Mark />
      <h1 class="product">{texts.product}</h1>
      {onSettings === null || state.pairing === null ? (
        <LanguageChoice labelled="quietly" />
      ) : (
        <>
          <p class="own">
            <span class="own-label">{texts.number.own}</span>
            <PeerNumber peer={state.pairing.number} />
          </p>
          <button type="button" class="round quiet" aria-haspopup="dialog" onClick={onSettings} aria-label={texts.settings.title}>
            <SettingsIcon />
          </button>
        </>
      )}
    </header>
  );
}
