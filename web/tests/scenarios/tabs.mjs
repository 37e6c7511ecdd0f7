import assert from "node:assert/strict";
import { connected } from "../connected.mjs";
import { MOBILE, OPEN } from "../numbers.mjs";
import { until } from "../until.mjs";

export default {
  async "of two tabs one is the phone, and the other takes over when asked"({ ready, open }) {
    const { url, exchange, softphone: first, outside } = await ready();
    const second = await open(url);
    await second.session("elsewhere");
    await ringsOnlyIn(first, second, { exchange, outside });
    await second.button(second.texts.takeOver).click();
    await second.session("ready");
    await first.session("elsewhere");
    await ringsOnlyIn(second, first, { exchange, outside });
  },

  async "when the tab that is the phone is closed, the other becomes it"({ ready, open }) {
    const { url, exchange, softphone: first, outside } = await ready();
    const second = await open(url);
    await second.session("elsewhere");
    await first.page.close();
    await second.session("ready");
    await until("registered once", async () => (await exchange.registered(OPEN.client)) === 1);
    await outside.dial(OPEN.number);
    await second.call(second.texts.call.incoming, MOBILE);
    await outside.hangUp();
  },

  async "a call in one tab is not cut off by another that takes over"({ ready, open }) {
    const { url, softphone: first, outside } = await ready();
    await connected({ softphone: first, outside });
    const second = await open(url);
    await second.button(second.texts.takeOver).click();
    await Promise.all([first.hears(), outside.hears()]);
    assert.ok(await outside.isTalking());
    await first.hangUp();
    await outside.over("hungUp");
    await second.session("ready");
    await first.session("elsewhere");
  },
};

async function ringsOnlyIn(phone, spare, { exchange, outside }) {
  await until("one tab alone is registered", async () => (await exchange.registered(OPEN.client)) === 1);
  await outside.dial(OPEN.number);
  await phone.call(phone.texts.call.incoming, MOBILE);
  assert.equal(await spare.button(spare.texts.call.answer).count(), 0, "the other tab rings too");
  await outside.hangUp();
  await phone.call(phone.texts.call.ended.missed, MOBILE);
}
