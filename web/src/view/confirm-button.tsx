import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface Props {
  readonly label: string;
  readonly question: string;
  readonly confirm: string;
  readonly keep: string;
  readonly onConfirm: () => void;
}

/** A button for what cannot be undone: the first press asks, beside itself, and only the second one does it. */
export function ConfirmButton({ label, question, confirm, keep, onConfirm }: Props) {
  const [asking, setAsking] = useState(false);
  const keepButton = useRef<HTMLButtonElement>(null);
  const askButton = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);

  // Whichever button was pressed is gone now. Focus goes to the harmless one, and back where it came from.
  useLayoutEffect(() => {
    if (asking) keepButton.current?.focus();
    else if (asked.current) askButton.current?.focus();
    asked.current = asking;
  }, [asking]);

  function act() {
    // What is confirmed decides where the focus goes next.
    asked.current = false;
    setAsking(false);
    onConfirm();
  }

  if (!asking) {
    return (
      <button ref={askButton} type="button" class="small danger" onClick={() => setAsking(true)}>
        {label}
      </button>
    );
  }
  return (
    <div class="confirm" role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" class="small danger filled" onClick={act}>
        {confirm}
      </button>
      <button ref={keepButton} type="button" class="small" onClick={() => setAsking(false)}>
        {keep}
      </button>
    </div>
  );
}
