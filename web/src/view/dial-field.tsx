import type { TargetedInputEvent, TargetedSubmitEvent } from "preact";
import { useId, useRef } from "preact/hooks";
import { useSurroundings } from "./context";
import { BackspaceIcon } from "./icons";
import { caretIn, plainDigits } from "./numbers";

interface Props {
  readonly hidden: boolean;
  /** Told when somebody begins and stops typing here. */
  readonly onTyping: (typing: boolean) => void;
}

/** The number to call: typed, pasted or pressed on the pad, formatted all the while. */
export function DialField({ hidden, onTyping }: Props) {
  const { state, texts, intents, numbers } = useSurroundings();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const shown = numbers.asTyped(state.dialled);

  function typed(event: TargetedInputEvent<HTMLInputElement>) {
    const input = event.currentTarget;
    let text = input.value;
    let caret = input.selectionStart ?? text.length;
    // Deleting only a separator would bring it straight back: the digit before it is what was meant.
    if (event.inputType === "deleteContentBackward" && plainDigits(text) === plainDigits(shown)) {
      const before = text.slice(0, caret).replace(/[0-9*#+][^0-9*#+]*$/, "");
      text = before + text.slice(caret);
      caret = before.length;
    }
    const dialled = plainDigits(text);
    const formatted = numbers.asTyped(dialled);
    // The browser puts the caret at the end of a value that a script sets; it belongs behind the digit just typed.
    const place = caretIn(formatted, text, caret);
    if (input.value !== formatted) input.value = formatted;
    input.setSelectionRange(place, place);
    intents.setDialled(dialled);
  }

  function submit(event: TargetedSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    // Enter in this field while somebody calls was meant for the number being typed, and must not answer.
    if (state.call.kind === "idle") intents.dial();
  }

  return (
    <form class="dial-field" hidden={hidden} noValidate onSubmit={submit}>
      <label for={id} class="unseen">
        {texts.dial.field}
      </label>
      <input
        ref={field}
        id={id}
        type="tel"
        inputMode="tel"
        autocomplete="off"
        spellcheck={false}
        data-length={shown.length > 20 ? "long" : shown.length > 15 ? "medium" : "short"}
        placeholder={texts.dial.placeholder}
        value={shown}
        onInput={typed}
        onFocus={() => onTyping(true)}
        onBlur={() => onTyping(false)}
      />
      <button
        type="button"
        class="round quiet backspace"
        hidden={state.dialled === ""}
        aria-label={texts.dial.backspace}
        onClick={() => intents.backspace()}
      >
        <BackspaceIcon />
      </button>
    </form>
  );
}
