import assert from "node:assert/strict";
import { LOCKED, MOBILE, OPEN } from "../numbers.mjs";
import { until } from "../until.mjs";

/** No policy lets it be dialled: a premium number. */
const PREMIUM = "+81990123456";
const UNREGISTERED = "+815099990000";

export default {
  async "a call that the route refuses says why, and ends"({ ready }) {
    const { exchange, softphone } = await ready({ outside: null });
    const { texts } = softphone;
    await softphone.dial(PREMIUM);
    await softphone.talking(PREMIUM);
    assert.deepEqual(await softphone.caption(), await sentenceOf(exchange));
    await softphone.call(texts.call.ended.hungUp, PREMIUM);
    await softphone.caption();
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
    await softphone.idle();
    assert.equal(await softphone.page.locator(".caption").count(), 0);
  },

  async "what is said is in the language of the service, whatever the page's"({ ready }) {
    const { exchange, softphone } = await ready({ outside: null, language: "ja", environment: { SPOKEN_LANGUAGE: "fr-FR" } });
    await softphone.dial(PREMIUM);
    const caption = await softphone.caption();
    assert.equal(caption.language, "fr-FR");
    assert.deepEqual(caption, await sentenceOf(exchange));
    await softphone.hangUp();
    await softphone.idle();
  },

  async "whoever dials a number that is not registered is told so"({ ready }) {
    const { exchange, outside } = await ready();
    await outside.dial(UNREGISTERED);
    const said = await outside.said();
    assert.deepEqual(said, await sentenceOf(exchange));
    assert.match(said.text, /815099990000/);
    await outside.over("hungUp", 15_000);
  },

  async "whoever calls a phone that is not open is not left waiting"({ serve, telephone }) {
    const served = await serve();
    const outside = await telephone(served);
    await outside.dial(OPEN.number);
    await outside.over("hungUp");
  },

  async "a client cannot call with the number of another"({ ready, telephone }) {
    const { softphone, outside, ...served } = await ready({ before: (page) => asAnother(page) });
    await softphone.dial(MOBILE);
    await softphone.talking(MOBILE);
    const caption = await softphone.caption();
    assert.deepEqual(caption, await sentenceOf(served.exchange));
    assert.match(caption.text, new RegExp(LOCKED.number.slice(1)));
    await softphone.call(softphone.texts.call.ended.hungUp, MOBILE);
    const [{ parameters }] = await served.exchange.requests("voice");
    assert.equal(Object.fromEntries(parameters).From, `client:${OPEN.client}`);
    await outside.is("idle");
  },
};

/** What the webhook had said, read from its TwiML. */
async function sentenceOf(exchange) {
  const [{ body }] = await until("the webhook has answered", async () => {
    const requests = await exchange.requests("voice");
    return requests.length > 0 && requests;
  });
  const [, language, text] = /<Say language="([^"]+)">([^<]+)<\/Say>/.exec(body);
  return { language, text: text.replaceAll("&apos;", "'").replaceAll("&amp;", "&") };
}

/** A page that was tampered with: it gives itself out for the other phone when it calls. */
function asAnother(page) {
  return page.routeWebSocket(/\/signal$/, (line) => {
    const exchange = line.connectToServer();
    line.onMessage((frame) => exchange.send(String(frame).replace(encodeURIComponent(OPEN.number), encodeURIComponent(LOCKED.number))));
  });
}
