import type { Devices, SoundDevice } from "./model";
import type { Memory } from "./storage";

const NAME = "devices";

/** What a sound device is chosen for. */
export type Use = "microphone" | "speaker" | "ringer";

/** The part of `navigator.mediaDevices` that is used. */
export interface MediaDeviceSource {
  enumerateDevices(): Promise<readonly { readonly kind: string; readonly deviceId: string; readonly label: string }[]>;
  addEventListener(type: "devicechange", listener: () => void): void;
}

/** The microphones and speakers there are, and which of them this person uses. */
export class DeviceList {
  private microphones: readonly SoundDevice[] = [];
  private speakers: readonly SoundDevice[] = [];
  private chosen: Readonly<Record<Use, string | null>>;

  /** `source` is `null` on a page that the browser does not trust with a microphone, such as one over plain http. */
  constructor(
    private readonly memory: Memory,
    private readonly source: MediaDeviceSource | null,
    private readonly canChooseSpeaker: boolean,
    private readonly changed: (devices: Devices) => void,
  ) {
    this.chosen = keptChoice(memory);
    source?.addEventListener("devicechange", () => void this.refresh());
  }

  get devices(): Devices {
    const { microphones, speakers, canChooseSpeaker } = this;
    return {
      microphones,
      speakers,
      canChooseSpeaker,
      microphone: this.present("microphone", microphones),
      speaker: this.present("speaker", speakers),
      ringer: this.present("ringer", speakers),
    };
  }

  /** Lists the devices again. The browser names them only once the microphone was allowed, so this follows each call. */
  async refresh(): Promise<void> {
    try {
      const all = (await this.source?.enumerateDevices()) ?? [];
      const ofKind = (kind: string) =>
        all
          .filter((device) => device.kind === kind && device.deviceId !== "")
          .map(({ deviceId, label }) => ({ id: deviceId, label }));
      this.microphones = ofKind("audioinput");
      this.speakers = ofKind("audiooutput");
    } catch {
      // A browser that keeps its devices to itself still uses the default ones.
    }
    this.changed(this.devices);
  }

  choose(use: Use, id: string): void {
    this.chosen = { ...this.chosen, [use]: id };
    this.memory.write(NAME, this.chosen);
    this.changed(this.devices);
  }

  /** A headset that is unplugged is not forgotten: it is used again when it is back. */
  private present(use: Use, devices: readonly SoundDevice[]): string | null {
    const id = this.chosen[use];
    return devices.some((device) => device.id === id) ? id : null;
  }
}

function keptChoice(memory: Memory): Readonly<Record<Use, string | null>> {
  const kept = memory.read(NAME);
  const fields = typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
  const id = (use: Use) => (typeof fields[use] === "string" ? fields[use] : null);
  return { microphone: id("microphone"), speaker: id("speaker"), ringer: id("ringer") };
}
