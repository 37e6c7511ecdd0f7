import assert from "node:assert/strict";
import { LOCKED, OPEN, pairingLink } from "../numbers.mjs";
import { until } from "../until.mjs";

/** One number, as people write, paste and dictate it. */
const FORMATS = ["050-3123-4567", "+81 50 3123 4567", "+81-50-3123-4567", "(050) 3123 4567", "０５０－３１２３－４５６７", " tel:+815031234567 "];

export default {
  async "a number typed in any format becomes the phone"({ open, serve }) {
    const { url, registered } = await opened(serve);
    const softphone = await open(url);
    for (const format of FORMATS) {
      await softphone.pair(format);
      await softphone.session("ready");
      await registered(OPEN.client);
      await softphone.forget();
    }
  },

  async "a number with a pairing key, typed"({ open, serve }) {
    const { url, registered } = await opened(serve);
    const softphone = await open(url);
    await softphone.pair("050-3123-4568", LOCKED.key);
    await softphone.session("ready");
    await registered(LOCKED.client);
  },

  async "a link pairs in one tap and leaves nothing in the address bar"({ open, serve }) {
    const { url, registered } = await opened(serve);
    const softphone = await open(pairingLink(url, LOCKED));
    await softphone.session("ready");
    await registered(LOCKED.client);
    assert.equal(softphone.page.url(), url);
    assert.equal(await softphone.page.evaluate(() => location.hash), "");
    await softphone.page.goBack().catch(() => null);
    assert.ok(!softphone.page.url().includes("key="), "the key is still in the history");
  },

  async "a wrong key is refused, and both can be entered again"({ open, serve }) {
    const { url, registered } = await opened(serve);
    const softphone = await open(pairingLink(url, { ...LOCKED, key: "wrong" }));
    await softphone.session("wrongKey");
    await softphone.says(softphone.texts.session.wrongKey.detail);
    await softphone.button(softphone.texts.anotherNumber).click();
    await softphone.pair(LOCKED.number, LOCKED.key);
    await softphone.session("ready");
    await registered(LOCKED.client);
  },

  async "a number that is not registered is refused"({ open, serve }) {
    const { url } = await opened(serve);
    const softphone = await open(url);
    await softphone.pair("+81 50 9999 0000");
    await softphone.session("notRegistered");
    await softphone.button(softphone.texts.anotherNumber).click();
    await softphone.heading(softphone.texts.pairing.title).waitFor();
  },

  async "what is no phone number is said to be none, before anything is asked"({ open, serve }) {
    const { wire, url } = await serve();
    const softphone = await open(url);
    await softphone.button(softphone.texts.pairing.submit).click();
    await softphone.says(softphone.texts.pairing.required);
    await softphone.pair("12");
    await softphone.says(softphone.texts.problem.invalidNumber);
    assert.equal(wire.tokensFetched(), 0);
  },

  async "the choice is kept, and can be forgotten"({ open, serve }) {
    const { exchange, url } = await serve();
    const softphone = await open(pairingLink(url, LOCKED));
    await softphone.session("ready");
    await softphone.page.reload();
    await softphone.session("ready");
    await softphone.forget();
    await until("nobody is registered", async () => (await exchange.registered(LOCKED.client)) === 0);
    await softphone.page.reload();
    await softphone.heading(softphone.texts.pairing.title).waitFor();
    const kept = await softphone.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(!kept.includes(LOCKED.key) && !kept.includes(LOCKED.number), `still kept: ${kept}`);
  },
};

async function opened(serve) {
  const { url, exchange } = await serve();
  return { url, registered: (client) => until(`${client} is registered`, async () => (await exchange.registered(client)) === 1) };
}
