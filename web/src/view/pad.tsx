import { useEffect, useRef } from "preact/hooks";
import { useSurroundings } from "./context";

/** What stands on the keys, as on every telephone. */
const KEYS: readonly (readonly [key: string, letters: string])[] = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "+"],
  ["#", ""],
];

/** How long 0 has to be held to become +. */
const LONG_PRESS_MS = 500;

/** The twelve keys. `plus`: holding 0 gives +, which belongs into a number but is no tone of a call. */
export function Pad({ plus = false }: { readonly plus?: boolean }) {
  const { texts, intents } = useSurroundings();
  const zero = useLongPress(() => intents.press("+"));
  return (
    <div class="pad" role="group" aria-label={texts.dial.pad}>
      {KEYS.map(([key, letters]) => {
        const holds = plus && key === "0";
        const name = { "*": texts.dial.star, "#": texts.dial.hash, "0": plus ? texts.dial.zero : undefined }[key];
        return (
          <button
            key={key}
            type="button"
            class="key"
            data-key={key}
            aria-label={name}
            {...(holds ? zero.handlers : {})}
            onClick={() => (holds && zero.wasLong() ? undefined : intents.press(key))}
          >
            <span class="key-digit">{key === "*" ? "∗" : key}</span>{" "}
            <span class="key-letters">{key === "0" && !plus ? "" : letters}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Calls `act` once a key has been held; the click that follows the release then counts for nothing. */
function useLongPress(act: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const long = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const stop = () => clearTimeout(timer.current);
  return {
    wasLong: () => {
      const was = long.current;
      long.current = false;
      return was;
    },
    handlers: {
      onPointerDown: () => {
        long.current = false;
        stop();
        timer.current = setTimeout(() => {
          long.current = true;
          act();
        }, LONG_PRESS_MS);
      },
      onPointerUp: stop,
      onPointerLeave: stop,
      onPointerCancel: stop,
      // A touch held long would otherwise open the browser's menu over the key.
      onContextMenu: (event: Event) => event.preventDefault(),
    },
  };
}
