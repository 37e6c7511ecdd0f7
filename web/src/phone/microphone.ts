import { nameOf } from "./errors";

/** Opens the microphone as the browser does, remembering why it failed: the SDK keeps only one code for most reasons. */
export class Microphone {
  /** The browser's name for why it could not be opened the last time that it could not. */
  failure: string | null = null;

  async open(wanted: MediaStreamConstraints): Promise<MediaStream> {
    try {
      if (!("mediaDevices" in navigator)) {
        throw new DOMException("this page was not loaded over https", "NotSupportedError");
      }
      return await navigator.mediaDevices.getUserMedia(wanted);
    } catch (error) {
      this.failure = nameOf(error);
      throw error;
    }
  }
}

/** Asks for `microphone`. `ideal`, so that a call is possible with another one when the chosen one has been unplugged. */
export function constraints(microphone: string | null): MediaStreamConstraints {
  return { audio: microphone === null ? true : { deviceId: { ideal: microphone } } };
}
