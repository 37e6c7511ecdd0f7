import { clock } from "../i18n/time";
import { useSurroundings } from "./context";
import { useNow } from "./phone-hooks";

/** How long the call lasts, every second. A timer is silent by its role: nobody wants the seconds read aloud. */
export function CallTimer({ since }: { readonly since: number }) {
  const { texts } = useSurroundings();
  // Twice a second, because a beat of exactly one second now and then skips one.
  const now = useNow(500);
  return (
    <p class="timer" role="timer" aria-label={texts.call.talkingFor}>
      {clock((now - since) / 1000)}
    </p>
  );
}
