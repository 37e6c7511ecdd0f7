import { useId } from "preact/hooks";
import { LANGUAGE_NAMES } from "../i18n/texts";
import type { Language } from "../phone/model";
import { useSurroundings } from "./context";

/** The choice of languages, each by its own name; `quietly`, the label is only read aloud. */
export function LanguageChoice({ labelled }: { readonly labelled: "visibly" | "quietly" }) {
  const { state, texts, intents } = useSurroundings();
  const id = useId();
  return (
    <div class={labelled === "quietly" ? "language" : "field"}>
      <label for={id} class={labelled === "quietly" ? "unseen" : undefined}>
        {texts.settings.language}
      </label>
      <select
        id={id}
        value={state.language}
        onChange={(event) => intents.setLanguage(event.currentTarget.value as Language)}
      >
        {state.languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
    </div>
  );
}
