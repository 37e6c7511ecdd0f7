import { DeviceList, type MediaDeviceSource } from "./devices";
import type { Devices, Problem } from "./model";
import { meaningOf, speakerProblem } from "./problems";
import type { Ringer } from "./ringer";
import type { Memory } from "./storage";
import type { Telephone } from "./telephone";

export interface SoundEffects {
  readonly memory: Memory;
  readonly telephone: Telephone;
  readonly ringer: Ringer;
  /** `null` on a page that the browser does not trust with a microphone. */
  readonly mediaDevices: MediaDeviceSource | null;
  readonly canChooseSpeaker: boolean;
  showDevices(devices: Devices): void;
  showProblem(problem: Problem): void;
}

/** Which devices hear, speak and ring, and what happens when one of them does not. */
export class Sound {
  private readonly list: DeviceList;

  constructor(private readonly effects: SoundEffects) {
    const { memory, mediaDevices, canChooseSpeaker, telephone } = effects;
    this.list = new DeviceList(memory, mediaDevices, canChooseSpeaker, (devices) => {
      this.apply(devices);
      effects.showDevices(devices);
    });
    telephone.listen((event) => {
      if (event.type === "accepted") {
        // Now the microphone was allowed, and the browser tells the names of the devices.
        void this.list.refresh();
      }
    });
  }

  start(): void {
    void this.list.refresh();
  }

  chooseMicrophone(id: string): void {
    this.list.choose("microphone", id);
    this.effects.telephone.setMicrophone(id).catch((error: unknown) => {
      const meaning = meaningOf({ code: null, name: error instanceof Error ? error.name : null });
      if ("problem" in meaning) {
        this.effects.showProblem(meaning.problem);
      }
    });
  }

  chooseSpeaker(id: string): void {
    this.list.choose("speaker", id);
    this.effects.telephone.setSpeaker(id).catch(() => this.effects.showProblem(speakerProblem()));
  }

  chooseRinger(id: string): void {
    this.list.choose("ringer", id);
  }

  testRinger(): void {
    this.effects.ringer.test().catch(() => this.effects.showProblem(speakerProblem()));
  }

  private apply({ speaker, ringer }: Devices): void {
    this.effects.ringer.setSpeaker(speaker);
    this.effects.ringer.setRinger(ringer);
  }
}
