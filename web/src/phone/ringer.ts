/** The sounds that the phone makes by itself. */
export type Ring = "ring" | "ringback" | "waiting";

export interface Ringer {
  /** Plays `ring` over and over, in the place of whatever was playing; `null` is silence. */
  play(ring: Ring | null): void;
  /** Plays the ring tone once, to hear how loud it is and where. Rejects where the device cannot be used. */
  test(): Promise<void>;
  /** Where `ring` sounds; the other two belong to the ear and sound where the call does. */
  setRinger(device: string | null): void;
  setSpeaker(device: string | null): void;
}

/** An audio element that may be able to choose where it sounds. */
type Player = HTMLAudioElement & { setSinkId?(device: string): Promise<void> };

/**
 * Rings by itself rather than by the SDK, which is silent for a second caller, holds `incoming` back until its sound plays,
 * and knows nothing of a caller who waits until the first call is over.
 */
export class AudioRinger implements Ringer {
  private playing: { ring: Ring; player: Player } | null = null;
  private ringer: string | null = null;
  private speaker: string | null = null;

  constructor(private readonly soundUrl: (name: string) => string) {}

  play(ring: Ring | null): void {
    if (this.playing?.ring === ring) {
      return;
    }
    this.playing?.player.pause();
    this.playing = null;
    if (ring !== null) {
      const player: Player = new Audio(this.soundUrl(ring));
      player.loop = true;
      this.playing = { ring, player };
      void this.begin(player, ring);
    }
  }

  async test(): Promise<void> {
    const player: Player = new Audio(this.soundUrl("ring"));
    await this.route(player, "ring");
    await player.play();
  }

  setRinger(device: string | null): void {
    this.ringer = device;
    this.reroute();
  }

  setSpeaker(device: string | null): void {
    this.speaker = device;
    this.reroute();
  }

  private async begin(player: Player, ring: Ring): Promise<void> {
    // A headset that is gone must not silence the phone: it then rings where the browser likes.
    await this.route(player, ring).catch(() => undefined);
    if (this.playing?.player !== player) {
      return;
    }
    player.play().catch(() => {
      // A page that was never touched may not make a sound. It rings from the first touch on, if the call is still there.
      const again = () => this.playing?.player === player && void player.play().catch(() => undefined);
      document.addEventListener("pointerdown", again, { once: true });
      document.addEventListener("keydown", again, { once: true });
    });
  }

  private async route(player: Player, ring: Ring): Promise<void> {
    const device = ring === "ring" ? this.ringer : this.speaker;
    if (device !== null) {
      await player.setSinkId?.(device);
    }
  }

  private reroute(): void {
    if (this.playing !== null) {
      void this.route(this.playing.player, this.playing.ring).catch(() => undefined);
    }
  }
}
