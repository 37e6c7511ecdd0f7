import { useEffect, useState } from "preact/hooks";
import type { PhoneState, PhoneView } from "../phone/model";

/** The phone's state, rendered anew after each change. */
export function usePhoneState(phone: PhoneView): PhoneState {
  const [state, setState] = useState(phone.state);
  useEffect(() => {
    const update = () => setState(phone.state);
    // What changed between the first rendering and this effect would otherwise stay unseen.
    update();
    return phone.subscribe(update);
  }, [phone]);
  return state;
}

/** The present time in milliseconds since the epoch, renewed every `milliseconds`. */
export function useNow(milliseconds: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}
