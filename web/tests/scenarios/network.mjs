import assert from "node:assert/strict";
import { connected } from "../connected.mjs";
import { MOBILE, OPEN, pairingLink } from "../numbers.mjs";
import { until } from "../until.mjs";

/** The page looks again for a lost service only after a pause. */
const RECOVERY_MS = 25_000;

export default {
  async "a page that comes back from the back/forward cache is ready again"({ ready }) {
    const { wire, exchange, softphone, outside } = await ready();
    wire.cut();
    await softphone.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await until("registered again", async () => (await exchange.registered(OPEN.client)) === 1);
    await softphone.session("ready");
    await canBeCalled(softphone, outside);
  },

  async "a connection lost while idle is made again"({ ready }) {
    const { wire, softphone, outside } = await ready();
    wire.reachable = false;
    wire.cut();
    await softphone.session("reconnecting");
    wire.reachable = true;
    await softphone.session("ready", RECOVERY_MS);
    await canBeCalled(softphone, outside);
  },

  async "a connection lost while it rings outside ends the call, which is said, and is made again"({ ready }) {
    const { wire, softphone, outside } = await ready();
    await softphone.dial(MOBILE);
    await outside.rings();
    await softphone.call(softphone.texts.call.ringing, MOBILE);
    wire.cut();
    await softphone.ended("failed");
    await softphone.says(softphone.texts.problem.connectionLost);
    // Nobody is left to talk to: it must not go on ringing until it is answered.
    await outside.over("cancelled");
    await softphone.session("ready", RECOVERY_MS);
    await softphone.saysNothingOf(softphone.texts.problem.connectionLost);
    await canBeCalled(softphone, outside);
  },

  async "a connection lost while somebody calls is a missed call, and is made again"({ ready }) {
    const { wire, softphone, outside } = await ready();
    await outside.dial(OPEN.number);
    await softphone.call(softphone.texts.call.incoming, MOBILE);
    wire.cut();
    await softphone.ended("missed");
    await softphone.session("ready", RECOVERY_MS);
    await outside.hangUp();
    await canBeCalled(softphone, outside);
  },

  async "a connection lost during a call is made again, and the call goes on"({ ready }) {
    const { wire, exchange, softphone, outside } = await ready();
    await connected({ softphone, outside });
    wire.reachable = false;
    wire.cut();
    await softphone.says(softphone.texts.call.reconnecting);
    await Promise.all([softphone.hears(), outside.hears()]);
    wire.reachable = true;
    await until("the call is taken up again", async () => (await exchange.said("invite")).some(({ payload }) => "reconnect" in payload));
    await softphone.saysNothingOf(softphone.texts.call.reconnecting);
    await Promise.all([softphone.hears(), outside.hears()]);
    assert.equal(await exchange.callsBegun(), 1, "a second call was made");
    await outside.hangUp();
    await softphone.ended("hungUp");
    await softphone.session("ready");
  },

  async "a call's sound is found again by a new path"({ ready }) {
    const { exchange, softphone, outside } = await ready();
    await connected({ softphone, outside });
    const before = await pathOf(softphone);
    await softphone.page.evaluate(pathLost);
    await until("the softphone asks for another path", async () => (await exchange.said("reinvite")).length === 1);
    await until("it has one", async () => {
      const after = await pathOf(softphone);
      return after.local !== before.local && after.remote !== before.remote && after.state === "connected";
    });
    await softphone.says(softphone.texts.call.reconnecting);
    await softphone.page.evaluate(() => window.connections.at(-1).oniceconnectionstatechange());
    await softphone.saysNothingOf(softphone.texts.call.reconnecting);
    await Promise.all([softphone.hears(), outside.hears()]);
    await outside.hangUp();
    await softphone.ended("hungUp");
  },

  async "a page that is loaded again in a call has hung up, and is ready again"({ ready }) {
    const { exchange, softphone, outside } = await ready();
    await connected({ softphone, outside });
    // The page asks first, because a call would be lost.
    const asked = softphone.page.waitForEvent("dialog").then((dialog) => dialog.accept());
    await softphone.page.reload();
    await asked;
    await outside.over("hungUp");
    await softphone.session("ready");
    await until("registered once", async () => (await exchange.registered(OPEN.client)) === 1);
    await canBeCalled(softphone, outside);
  },

  async "without a network the page says so, and is ready when it returns"({ ready }) {
    const { wire, exchange, softphone, outside } = await ready();
    await softphone.network(false);
    await softphone.session("offline");
    wire.cut();
    await softphone.network(true);
    await softphone.session("ready", RECOVERY_MS);
    await until("registered again", async () => (await exchange.registered(OPEN.client)) === 1);
    await canBeCalled(softphone, outside);
  },

  async "a machine without any network reaches itself"({ ready }) {
    const { softphone, outside } = await ready({ before: (page) => page.addInitScript(noNetwork) });
    await connected({ softphone, outside });
    await softphone.session("ready");
  },

  async "a call survives the loss of the network"({ ready }) {
    const { wire, softphone, outside } = await ready();
    await connected({ softphone, outside });
    await softphone.network(false);
    wire.cut();
    await softphone.session("offline");
    await softphone.talking(MOBILE);
    await softphone.network(true);
    await softphone.session("ready", RECOVERY_MS);
    await Promise.all([softphone.hears(), outside.hears()]);
    await softphone.hangUp();
    await outside.over("hungUp");
  },

  async "a service that cannot be reached is said to be so, and tried again on demand"({ serve, open }) {
    const { wire, url } = await serve();
    wire.failing = (path) => (path.startsWith("/prod/") ? 503 : null);
    const softphone = await open(pairingLink(url, OPEN));
    await softphone.session("unreachable", RECOVERY_MS);
    wire.failing = () => null;
    await softphone.button(softphone.texts.retry).click();
    await softphone.session("ready");
  },

  async "Twilio that cannot be reached is said to be so, and found again"({ serve, open, telephone }) {
    const { wire, url, ...served } = await serve();
    const outside = await telephone(served);
    wire.reachable = false;
    const softphone = await open(pairingLink(url, OPEN));
    await softphone.session("unreachable", RECOVERY_MS);
    wire.reachable = true;
    await softphone.session("ready", RECOVERY_MS);
    await canBeCalled(softphone, outside);
  },

  async "a blocked microphone is explained, and so is a missing one"({ ready }) {
    for (const [name, problem] of [["NotAllowedError", "microphoneBlocked"], ["NotFoundError", "microphoneMissing"]]) {
      const { softphone } = await ready({ outside: null, before: (page) => page.addInitScript(microphoneFails, name) });
      await softphone.dial(MOBILE);
      await softphone.says(softphone.texts.problem[problem]);
      await softphone.session("ready");
    }
  },
};

/** The proof of a session: not what the page says of itself, but that it rings. */
async function canBeCalled(softphone, outside) {
  await outside.dial(OPEN.number);
  await softphone.call(softphone.texts.call.incoming, MOBILE);
  await outside.hangUp();
}

/** Between which two ends the sound of the softphone flows now: each restart gives both of them new names. */
function pathOf(softphone) {
  return softphone.page.evaluate(() => {
    const { localDescription, remoteDescription, iceConnectionState } = window.connections.at(-1);
    const name = ({ sdp }) => /^a=ice-ufrag:(.+)$/m.exec(sdp)?.[1];
    return { local: name(localDescription), remote: name(remoteDescription), state: iceConnectionState };
  });
}

/**
 * Runs in the page. A path over loopback never fails, and the browser takes half a minute to be sure of one that does, so the
 * SDK is told of a failure that there was not; later, because nothing changes for the browser, that it is over. What happens
 * between the two is real: the SDK's offer of a new path and its `reinvite`, the exchange's answer, and the new path.
 */
function pathLost() {
  const connection = window.connections.at(-1);
  Object.defineProperty(connection, "iceConnectionState", { get: () => "failed", configurable: true });
  connection.oniceconnectionstatechange();
  delete connection.iceConnectionState;
}

/** As a browser has it that finds nothing but the loopback. */
function noNetwork() {
  Object.defineProperty(navigator, "onLine", { get: () => false });
}

function microphoneFails(name) {
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("there is none to be had", name);
  };
}
