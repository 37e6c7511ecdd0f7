import assert from "node:assert/strict";
import { OPEN } from "../local.mjs";
import { pairingLink } from "../softphone.mjs";
import { until } from "../until.mjs";
import { connected } from "../connected.mjs";

const MOBILE = "+819059876543";
/** Longer than a token of sixteen seconds lives up to its renewal. */
const RENEWAL_MS = 15_000;
/** The page looks again for a lost service only after a pause. */
const RECOVERY_MS = 25_000;

export default {
  async "a token is renewed during a call, which goes on"({ ready }) {
    const { relay, softphone } = await ready({ tokens: "brief" });
    const outside = await connected(relay, softphone, MOBILE);
    const [tokens, listens, calls] = [relay.tokensFetched(), relay.saidOf("listen").length, newCalls(relay)];
    await until("another token is fetched", () => relay.tokensFetched() > tokens, RENEWAL_MS);
    await until("it is presented", () => relay.saidOf("listen").length > listens);
    await softphone.hears();
    await outside.hears();
    assert.equal(newCalls(relay), calls, "a second call was made");
    assert.equal(outside.over, null);
    await softphone.button(softphone.texts.call.hangUp).click();
    await until("it is over outside", () => outside.over === "hungUp");
    await softphone.session("ready");
  },

  async "a call fetches another token first, where less than a minute is left"({ ready }) {
    const { relay, softphone } = await ready({ tokens: "brief" });
    const before = relay.tokensFetched();
    await softphone.dial(MOBILE);
    await relay.rings();
    assert.ok(relay.tokensFetched() > before);
    assert.equal(relay.said.findLast(({ type }) => type === "listen" || type === "invite").type, "invite");
  },

  async "a page that comes back from the back/forward cache is ready again"({ ready }) {
    const { relay, softphone } = await ready();
    relay.cut();
    await softphone.page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await until("registered again", () => relay.registered(OPEN.client).length === 1);
    await softphone.session("ready");
    await canBeCalled(relay, softphone);
  },

  async "a connection lost while idle is made again"({ ready }) {
    const { relay, softphone } = await ready();
    relay.reachable = false;
    relay.cut();
    await softphone.session("reconnecting");
    relay.reachable = true;
    await softphone.session("ready", RECOVERY_MS);
    await canBeCalled(relay, softphone);
  },

  async "a connection lost during a call is made again, and the call goes on"({ ready }) {
    const { relay, softphone } = await ready();
    const outside = await connected(relay, softphone, MOBILE);
    relay.reachable = false;
    relay.cut();
    await softphone.says(softphone.texts.call.reconnecting);
    relay.reachable = true;
    await until("the call is taken up again", () => relay.saidOf("invite").some(({ payload }) => payload.reconnect !== undefined));
    await softphone.saysNothingOf(softphone.texts.call.reconnecting);
    await softphone.hears();
    await outside.hears();
    await outside.hangUp();
    await softphone.says(softphone.texts.call.ended.hungUp);
    await softphone.session("ready");
  },

  async "without a network the page says so, and is ready when it returns"({ ready }) {
    const { relay, softphone } = await ready();
    await softphone.network(false);
    await softphone.session("offline");
    relay.cut();
    await softphone.network(true);
    await softphone.session("ready", RECOVERY_MS);
    await until("registered again", () => relay.registered(OPEN.client).length === 1);
    await canBeCalled(relay, softphone);
  },

  async "a call survives the loss of the network"({ ready }) {
    const { relay, softphone } = await ready();
    const outside = await connected(relay, softphone, MOBILE);
    await softphone.network(false);
    relay.cut();
    await softphone.session("offline");
    await softphone.talking(MOBILE);
    await softphone.network(true);
    await softphone.session("ready", RECOVERY_MS);
    await softphone.hears();
    await outside.hears();
    assert.equal(outside.over, null);
    await softphone.button(softphone.texts.call.hangUp).click();
    await until("it is over outside", () => outside.over === "hungUp");
  },

  async "a service that cannot be reached is said to be so, and tried again on demand"({ open, relay }) {
    const exchange = await relay();
    exchange.failing = (path) => (path.startsWith("/prod/") ? 503 : null);
    const softphone = await open(pairingLink(exchange.url, OPEN));
    await softphone.session("unreachable", RECOVERY_MS);
    exchange.failing = () => null;
    await softphone.button(softphone.texts.retry).click();
    await softphone.session("ready");
  },

  async "Twilio that cannot be reached is said to be so, and found again"({ open, relay }) {
    const exchange = await relay();
    exchange.reachable = false;
    const softphone = await open(pairingLink(exchange.url, OPEN));
    await softphone.session("unreachable", RECOVERY_MS);
    exchange.reachable = true;
    await softphone.session("ready", RECOVERY_MS);
    await canBeCalled(exchange, softphone);
  },

  async "a token that Twilio refuses is named, with its code"({ open, relay }) {
    const exchange = await relay();
    exchange.refusing = 31204;
    const softphone = await open(pairingLink(exchange.url, OPEN));
    await softphone.page.getByText(softphone.texts.problem.tokenInvalid).first().waitFor({ timeout: RECOVERY_MS });
    await softphone.says(softphone.texts.problemCode(20101));
    exchange.refusing = null;
    await softphone.session("ready", RECOVERY_MS);
    await softphone.saysNothingOf(softphone.texts.problem.tokenInvalid);
  },

  async "a blocked microphone is explained, and so is a missing one"({ ready }) {
    for (const [name, problem] of [["NotAllowedError", "microphoneBlocked"], ["NotFoundError", "microphoneMissing"]]) {
      const { softphone } = await ready({ before: (page) => page.addInitScript(microphoneFails, name) });
      await softphone.dial(MOBILE);
      await softphone.says(softphone.texts.problem[problem]);
      await softphone.session("ready");
    }
  },
};

/** The proof of a session: not what the page says of itself, but that it rings. */
async function canBeCalled(relay, softphone) {
  const outside = await relay.callFrom(MOBILE, OPEN.number);
  await softphone.call(softphone.texts.call.incoming, MOBILE);
  await outside.hangUp();
}

function newCalls(relay) {
  return relay.saidOf("invite").filter(({ payload }) => payload.reconnect === undefined).length;
}

function microphoneFails(name) {
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("there is none to be had", name);
  };
}
