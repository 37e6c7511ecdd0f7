import type { ComponentChildren } from "preact";
import { CALL_HEADING } from "./focus";
import { PeerNumber } from "./peer-number";

interface Props {
  /** What is happening: `Incoming call`, `Ringing…`. */
  readonly label: string;
  readonly peer: string | null;
  /** Whether the lamp around the jack breathes, because somebody is awaited. */
  readonly awaiting?: boolean;
  readonly children?: ComponentChildren;
}

/** The upper half of every call: the jack on the board, what is happening, and with whom. */
export function CallFace({ label, peer, awaiting = false, children }: Props) {
  return (
    <div class="face">
      <span class="jack" data-awaiting={awaiting} aria-hidden="true" />
      <h2 class="face-heading" tabIndex={-1} {...{ [CALL_HEADING]: true }}>
        <span class="face-label">{label}</span> <PeerNumber peer={peer} />
      </h2>
      {children}
    </div>
  );
}
