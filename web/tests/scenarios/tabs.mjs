import assert from "node:assert/strict";
import { OPEN } from "../local.mjs";
import { until } from "../until.mjs";

const MOBILE = "+819059876543";

export default {
  async "of two tabs one is the phone, and the other takes over when asked"({ ready, open }) {
    const { relay, softphone: first } = await ready();
    const second = await open(relay.url);
    await second.session("elsewhere");
    await ringsOnlyIn(first, second, relay);
    await second.button(second.texts.takeOver).click();
    await second.session("ready");
    await first.session("elsewhere");
    await ringsOnlyIn(second, first, relay);
  },

  async "when the tab that is the phone is closed, the other becomes it"({ ready, open }) {
    const { relay, softphone: first } = await ready();
    const second = await open(relay.url);
    await second.session("elsewhere");
    await first.page.close();
    await second.session("ready");
    await until("registered once", () => relay.registered(OPEN.client).length === 1);
    const outside = await relay.callFrom(MOBILE, OPEN.number);
    await second.call(second.texts.call.incoming, MOBILE);
    await outside.hangUp();
  },

  async "a call in one tab is not cut off by another that takes over"({ ready, open }) {
    const { relay, softphone: first } = await ready();
    await first.dial(MOBILE);
    const outside = await relay.rings();
    await outside.answer();
    await first.talking(MOBILE);
    const second = await open(relay.url);
    await second.button(second.texts.takeOver).click();
    await first.hears();
    await outside.hears();
    assert.equal(outside.over, null);
    await first.button(first.texts.call.hangUp).click();
    await until("it is over outside", () => outside.over === "hungUp");
    await second.session("ready");
    await first.session("elsewhere");
  },
};

async function ringsOnlyIn(phone, spare, relay) {
  await until("one tab alone is registered", () => relay.registered(OPEN.client).length === 1);
  const outside = await relay.callFrom(MOBILE, OPEN.number);
  await phone.call(phone.texts.call.incoming, MOBILE);
  assert.equal(await spare.button(spare.texts.call.answer).count(), 0, "the other tab rings too");
  await outside.hangUp();
  await phone.call(phone.texts.call.ended.missed, MOBILE);
}
