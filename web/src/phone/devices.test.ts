import { expect, it, vi } from "vitest";
import { DeviceList, type MediaDeviceSource } from "./devices";
import type { Devices } from "./model";
import { Memory } from "./storage";
import { FakeStore } from "./testing/fake-store";

const mic = { kind: "audioinput", deviceId: "m1", label: "Headset" };
const speaker = { kind: "audiooutput", deviceId: "s1", label: "Headset" };
const camera = { kind: "videoinput", deviceId: "v1", label: "Camera" };

function setUp(found: Awaited<ReturnType<MediaDeviceSource["enumerateDevices"]>>) {
  const store = new FakeStore();
  const source = { found, plug: () => undefined as unknown };
  const seen: Devices[] = [];
  const make = () =>
    new DeviceList(
      new Memory(() => store),
      {
        enumerateDevices: async () => source.found,
        addEventListener: (_type, listener) => void (source.plug = listener),
      },
      true,
      (devices) => void seen.push(devices),
    );
  return { source, seen, make, list: make() };
}

it("lists microphones and speakers, and none that has no name yet", async () => {
  const { list } = setUp([mic, speaker, camera, { kind: "audioinput", deviceId: "", label: "" }]);
  await list.refresh();
  expect(list.devices).toEqual({
    microphones: [{ id: "m1", label: "Headset" }],
    speakers: [{ id: "s1", label: "Headset" }],
    microphone: null,
    speaker: null,
    ringer: null,
    canChooseSpeaker: true,
  });
});

it("remembers a choice, also while the device is unplugged", async () => {
  const { source, seen, list, make } = setUp([mic, speaker]);
  await list.refresh();
  list.choose("ringer", "s1");
  expect(seen.at(-1)?.ringer).toBe("s1");
  const later = make();
  source.found = [mic];
  source.plug();
  await vi.waitFor(() => expect(later.devices.microphones).toHaveLength(1));
  expect(later.devices.ringer).toBeNull();
  source.found = [mic, speaker];
  source.plug();
  await vi.waitFor(() => expect(later.devices.ringer).toBe("s1"));
});

it("has nothing to offer where the browser keeps its devices to itself", async () => {
  const seen: Devices[] = [];
  const refusing: MediaDeviceSource = {
    enumerateDevices: () => Promise.reject(new DOMException("no", "NotAllowedError")),
    addEventListener: () => undefined,
  };
  for (const source of [refusing, null]) {
    await new DeviceList(new Memory(() => new FakeStore()), source, false, (devices) => void seen.push(devices)).refresh();
  }
  expect(seen).toHaveLength(2);
  expect(seen[0]).toMatchObject({ microphones: [], speakers: [], canChooseSpeaker: false });
});
