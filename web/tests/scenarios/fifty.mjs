import assert from "node:assert/strict";
import { MOBILE, OPEN } from "../numbers.mjs";

const CALLS = 50;

export default {
  "fifty calls, out and in by turns, are all heard on both sides": Object.assign(fifty, { patience: 180_000 }),
};

async function fifty({ ready, note }) {
  const { exchange, softphone, outside } = await ready();
  const begun = Date.now();
  for (let call = 0; call < CALLS; call += 1) {
    await (call % 2 === 0 ? out(softphone, outside) : into(softphone, outside));
    await Promise.all([softphone.hears(), outside.hears()]);
    // Each side ends every other call of either kind.
    if (call % 4 < 2) {
      await softphone.hangUp();
      await outside.over("hungUp");
      await softphone.ended("hungUp");
    } else {
      await outside.hangUp();
      await softphone.ended("hungUp");
    }
  }
  note(`${((Date.now() - begun) / CALLS / 1000).toFixed(2)} s a call`);
  const statuses = (await exchange.calls()).map(({ status }) => status);
  assert.equal(statuses.length, 2 * CALLS);
  assert.deepEqual(new Set(statuses), new Set(["completed"]));
}

async function out(softphone, outside) {
  const { texts } = softphone;
  // The summary of the call before offers to call again; there is no need to wait for the keypad.
  if ((await softphone.button(texts.call.callAgain).count()) > 0) {
    await softphone.button(texts.call.callAgain).click();
  } else {
    await softphone.dial(MOBILE);
  }
  await outside.rings();
  await outside.answer();
  await softphone.talking(MOBILE);
}

async function into(softphone, outside) {
  const { texts } = softphone;
  await outside.dial(OPEN.number);
  await softphone.button(texts.call.answer).click();
  await softphone.talking(MOBILE);
}
