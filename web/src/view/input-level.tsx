import { useEffect, useRef } from "preact/hooks";
import { useSurroundings } from "./context";
import { MicrophoneIcon } from "./icons";

/** What the microphone hears. Written past the renderer: it changes many times a second, and nothing else does. */
export function InputLevel() {
  const { texts, onInputLevel } = useSurroundings();
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(
    () =>
      onInputLevel((level) => {
        if (meter.current !== null) meter.current.value = level;
      }),
    [onInputLevel],
  );
  return (
    <div class="level">
      <MicrophoneIcon />
      <meter ref={meter} min={0} max={1} value={0} aria-label={texts.call.level} />
    </div>
  );
}
