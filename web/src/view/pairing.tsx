import type { TargetedSubmitEvent } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useSurroundings } from "./context";
import { Problem } from "./problem";

/** The first visit: which number this browser is the phone of. */
export function Pairing() {
  const { state, texts, intents } = useSurroundings();
  const ids = { number: useId(), numberHint: useId(), numberError: useId(), key: useId(), keyHint: useId() };
  const number = useRef<HTMLInputElement>(null);
  const key = useRef<HTMLInputElement>(null);
  const [empty, setEmpty] = useState(false);

  // There is nothing else to do here, and after forgetting a phone the button that did it is gone.
  useEffect(() => number.current?.focus(), []);

  const wrong = state.problem?.kind === "invalidNumber";
  const error = empty ? texts.pairing.required : wrong ? texts.problem.invalidNumber : null;

  function clearError() {
    setEmpty(false);
    if (wrong) intents.dismissProblem();
  }

  function submit(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = number.current?.value.trim() ?? "";
    setEmpty(typed === "");
    if (typed === "" || !intents.pair(typed, key.current?.value.trim() || null)) number.current?.focus();
  }

  return (
    <main class="pairing">
      {!wrong && <Problem />}
      {/* The browser's own bubbles are in the browser's language, not the page's: `novalidate`, and our own sentences. */}
      <form class="card" noValidate onSubmit={submit}>
        <h2>{texts.pairing.title}</h2>
        <p class="lead">{texts.pairing.lead}</p>
        <div class="field">
          <label for={ids.number}>{texts.pairing.number}</label>
          <input
            ref={number}
            id={ids.number}
            class="large"
            type="tel"
            name="number"
            autocomplete="tel"
            inputMode="tel"
            spellcheck={false}
            required
            aria-invalid={error !== null}
            aria-describedby={error === null ? ids.numberHint : `${ids.numberError} ${ids.numberHint}`}
            onInput={clearError}
          />
          {error !== null && (
            <p class="error" id={ids.numberError} role="alert">
              {error}
            </p>
          )}
          <p class="hint" id={ids.numberHint}>
            {texts.pairing.numberHint}
          </p>
        </div>
        <details class="disclosure">
          <summary>{texts.pairing.keyDisclosure}</summary>
          <div class="field">
            <label for={ids.key}>{texts.pairing.key}</label>
            <input
              ref={key}
              id={ids.key}
              type="password"
              name="key"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              aria-describedby={ids.keyHint}
            />
            <p class="hint" id={ids.keyHint}>
              {texts.pairing.keyHint}
            </p>
          </div>
        </details>
        <button type="submit" class="pill primary">
          {texts.pairing.submit}
        </button>
      </form>
    </main>
  );
}
