/** What a page really hears, by the statistics of its own connection: packets, and the energy of what they carry. */
import { until } from "./until.mjs";

/** A fifth of a second of sound, and more energy than a silent line has. */
const ENOUGH_PACKETS = 10;
const SILENCE = 1e-7;

/** Runs in the page before its own scripts: keeps the connections, whose statistics nothing else can reach. */
export function connectionsKept() {
  const Real = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...configuration) {
      super(...configuration);
      window.connections.push(this);
    }
  };
}

/** What has arrived over the connection of the present call so far: packets, and energy in square volt seconds. */
export function received(page) {
  return page.evaluate(async () => {
    const connection = window.connections.findLast(({ signalingState }) => signalingState !== "closed");
    const reports = connection === undefined ? [] : [...(await connection.getStats()).values()];
    const { packetsReceived = 0, totalAudioEnergy = 0 } = reports.find(({ type }) => type === "inbound-rtp") ?? {};
    return { packets: packetsReceived, energy: totalAudioEnergy };
  });
}

/** Resolves once sound, and not merely silence, has come from the other side after this moment. */
export async function hears(page, what = "sound from the other side") {
  const before = await received(page);
  let now = before;
  const heard = async () => {
    now = await received(page);
    return now.packets > before.packets + ENOUGH_PACKETS && now.energy > before.energy + SILENCE;
  };
  await until(() => `${what}: ${JSON.stringify(before)} became ${JSON.stringify(now)}`, heard);
}

/** The energy that arrives within `milliseconds`. */
export async function energyWithin(page, milliseconds) {
  const before = await received(page);
  await page.waitForTimeout(milliseconds);
  return (await received(page)).energy - before.energy;
}
