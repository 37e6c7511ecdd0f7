import { useId } from "preact/hooks";
import type { SoundDevice } from "../phone/model";
import { useSurroundings } from "./context";
import { SpeakerIcon } from "./icons";
import { shortened } from "./numbers";

/** Which microphone hears, where the other side is heard, and where the phone rings. */
export function SoundSettings() {
  const { state, texts, intents } = useSurroundings();
  const { devices } = state;
  return (
    <section>
      <h3>{texts.settings.sound}</h3>
      <DeviceChoice
        label={texts.settings.microphone}
        devices={devices.microphones}
        chosen={devices.microphone}
        onChoose={(id) => intents.chooseMicrophone(id)}
      />
      {devices.canChooseSpeaker ? (
        <>
          <DeviceChoice
            label={texts.settings.speaker}
            devices={devices.speakers}
            chosen={devices.speaker}
            onChoose={(id) => intents.chooseSpeaker(id)}
          />
          <DeviceChoice
            label={texts.settings.ringer}
            devices={devices.speakers}
            chosen={devices.ringer}
            onChoose={(id) => intents.chooseRinger(id)}
          />
        </>
      ) : (
        <p class="hint">{texts.settings.speakerFixed}</p>
      )}
      <button type="button" class="small" onClick={() => intents.testRinger()}>
        <SpeakerIcon />
        {texts.settings.testRinger}
      </button>
    </section>
  );
}

interface DeviceChoiceProps {
  readonly label: string;
  readonly devices: readonly SoundDevice[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

function DeviceChoice({ label, devices, chosen, onChoose }: DeviceChoiceProps) {
  const { texts } = useSurroundings();
  const id = useId();
  const known = devices.some((device) => device.id === chosen);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={known ? (chosen ?? "") : ""} onChange={(event) => onChoose(event.currentTarget.value)}>
        {/* Before the microphone is allowed the browser names no device; there is only what the system chooses. */}
        {!known && (
          <option value="" disabled={devices.length > 0}>
            {texts.settings.systemDefault}
          </option>
        )}
        {devices.map((device, position) => (
          <option key={device.id} value={device.id}>
            {device.label === "" ? texts.settings.unnamed(position + 1) : shortened(device.label)}
          </option>
        ))}
      </select>
    </div>
  );
}
