import type { Quality } from "./model";

/**
 * What the SDK's warnings mean to an ear. `low-mos` repeats the others; `low-bytes-sent` is noise while muted; and a lost
 * connection is shown as reconnecting instead.
 */
const QUALITIES: Readonly<Record<string, Quality>> = {
  "high-rtt": "highRoundTrip",
  "high-packet-loss": "packetLoss",
  "high-packets-lost-fraction": "packetLoss",
  "low-bytes-received": "packetLoss",
  "high-jitter": "highJitter",
  "constant-audio-input-level": "noInput",
};

/** Which to name where several are raised: the first is the one that a person can mend. */
const ORDER: readonly Quality[] = ["noInput", "packetLoss", "highRoundTrip", "highJitter"];

/** The warnings that are raised on a call, and the one thing to say about them. */
export class CallQuality {
  private readonly raised = new Set<string>();

  raise(name: string): Quality | null {
    this.raised.add(name);
    return this.worst();
  }

  clear(name: string): Quality | null {
    this.raised.delete(name);
    return this.worst();
  }

  private worst(): Quality | null {
    const present = [...this.raised].map((name) => QUALITIES[name]);
    return ORDER.find((quality) => present.includes(quality)) ?? null;
  }
}
