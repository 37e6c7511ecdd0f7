import { until } from "./until.mjs";

/**
 * The sound of Twilio's side: a blank page in the same browser, with one peer connection for each softphone in a call.
 *
 * The SDK's own descriptions hold no candidate, so two softphones that were given each other's would find no way to send.
 * Ending both here, as Twilio does, gives each a partner with candidates, and a place to measure what really arrives.
 */
export class Media {
  constructor(page) {
    this.page = page;
  }

  static async open(context) {
    const page = await context.newPage();
    await page.evaluate(installed);
    return new Media(page);
  }

  /** A description to offer to a softphone. */
  offer(leg) {
    return this.page.evaluate((id) => media.offer(id), leg).then(plain);
  }

  /** The answer to what a softphone offers, on a new connection or, for a restart, the one there is. */
  accept(leg, offer) {
    return this.page.evaluate(([id, sdp]) => media.accept(id, sdp), [leg, plain(offer)]).then(plain);
  }

  answered(leg, answer) {
    return this.page.evaluate(([id, sdp]) => media.answered(id, sdp), [leg, plain(answer)]);
  }

  /** Lets a softphone hear somebody who speaks. */
  speak(leg) {
    return this.page.evaluate((id) => media.speak(id), leg);
  }

  /** Lets two softphones hear each other. */
  bridge(leg, other) {
    return this.page.evaluate(([one, two]) => media.bridge(one, two), [leg, other]);
  }

  close(leg) {
    return this.page.evaluate((id) => media.close(id), leg);
  }

  /** What has arrived from a softphone so far: packets, and energy in square volt seconds. */
  received(leg) {
    return this.page.evaluate((id) => media.received(id), leg);
  }

  /** Resolves once more packets have come from a softphone than up to now. */
  async hears(leg) {
    const { packets } = await this.received(leg);
    await until("packets of sound from the softphone", async () => (await this.received(leg)).packets > packets + 10);
  }

  /** The energy that comes from a softphone within `milliseconds`. */
  async energyWithin(leg, milliseconds) {
    const before = await this.received(leg);
    await this.page.waitForTimeout(milliseconds);
    return (await this.received(leg)).energy - before.energy;
  }
}

/**
 * Without comfort noise, which would turn a steady tone into silence, and without tones in RTP, so that the SDK sends
 * digits where they can be seen.
 */
function plain(sdp) {
  const gone = [...sdp.matchAll(/^a=rtpmap:(\d+) (?:CN|telephone-event)\/.*$/gm)].map(([, payload]) => payload);
  return sdp
    .split("\r\n")
    .filter((line) => !gone.some((payload) => new RegExp(`^a=(rtpmap|fmtp|rtcp-fb):${payload} `).test(line)))
    .map((line) => (line.startsWith("m=audio") ? line.split(" ").filter((part, at) => at < 3 || !gone.includes(part)).join(" ") : line))
    .join("\r\n");
}

/** Runs inside the blank page. */
function installed() {
  const context = new AudioContext();
  const voice = new GainNode(context, { gain: 0.25 });
  // A voice that rises and falls three times a second: a constant one would be taken for noise.
  const tone = new OscillatorNode(context, { frequency: 440 });
  const swell = new OscillatorNode(context, { frequency: 3 });
  swell.connect(new GainNode(context, { gain: 0.25 })).connect(voice.gain);
  tone.connect(voice);
  tone.start();
  swell.start();

  const legs = new Map();

  function leg(id) {
    const connection = new RTCPeerConnection();
    const mouth = context.createMediaStreamDestination();
    connection.addTrack(mouth.stream.getAudioTracks()[0], mouth.stream);
    const made = { connection, mouth, ear: null };
    connection.addEventListener("track", ({ streams }) => {
      // Chromium decodes a remote track only where something plays it.
      made.player = Object.assign(new Audio(), { srcObject: streams[0] });
      made.player.play();
      made.ear = context.createMediaStreamSource(streams[0]);
    });
    legs.set(id, made);
    return made;
  }

  /** Nothing trickles in this signalling, so a description has to hold every candidate. */
  function gathered(connection) {
    const enough = new Promise((resolve) => setTimeout(resolve, 2_000));
    const complete = new Promise((resolve) => {
      const look = () => connection.iceGatheringState === "complete" && resolve();
      connection.addEventListener("icegatheringstatechange", look);
      look();
    });
    return Promise.race([enough, complete]);
  }

  async function described(connection, description) {
    await connection.setLocalDescription(description);
    await gathered(connection);
    return connection.localDescription.sdp;
  }

  window.media = {
    async offer(id) {
      const { connection } = leg(id);
      return described(connection, await connection.createOffer());
    },
    async accept(id, sdp) {
      const { connection } = legs.get(id) ?? leg(id);
      await connection.setRemoteDescription({ type: "offer", sdp });
      return described(connection, await connection.createAnswer());
    },
    async answered(id, sdp) {
      await legs.get(id)?.connection.setRemoteDescription({ type: "answer", sdp });
    },
    speak(id) {
      voice.connect(legs.get(id).mouth);
    },
    bridge(one, two) {
      legs.get(one).ear.connect(legs.get(two).mouth);
      legs.get(two).ear.connect(legs.get(one).mouth);
    },
    close(id) {
      legs.get(id)?.connection.close();
      legs.get(id)?.ear?.disconnect();
    },
    async received(id) {
      const connection = legs.get(id)?.connection;
      const reports = connection === undefined ? [] : [...(await connection.getStats()).values()];
      const { packetsReceived = 0, totalAudioEnergy = 0 } = reports.find(({ type }) => type === "inbound-rtp") ?? {};
      return { packets: packetsReceived, energy: totalAudioEnergy };
    },
  };
}
