import assert from "node:assert/strict";
import { connected } from "../connected.mjs";
import { FIXED, MOBILE, OPEN } from "../numbers.mjs";
import { until } from "../until.mjs";

/** Longer than the pause between two beeps of Chromium's false microphone. */
const BEEPS_MS = 1_500;
/** What a silent line carries, and what a voice does at least. */
const [SILENCE, VOICE] = [1e-6, 1e-4];

export default {
  async "muted, nothing is heard outside; unmuted, the voice is back"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts } = softphone;
    await connected({ softphone, outside });
    await until("the voice is heard", async () => (await outside.energyWithin(BEEPS_MS)) > VOICE);
    await softphone.button(texts.call.mute).click();
    await softphone.says(texts.call.muted);
    await until("silence", async () => (await outside.energyWithin(BEEPS_MS)) < SILENCE);
    await softphone.hears();
    await softphone.button(texts.call.mute).click();
    await until("the voice is heard again", async () => (await outside.energyWithin(BEEPS_MS)) > VOICE);
  },

  async "digits in a call are sent, and shown"({ ready }) {
    const { exchange, softphone, outside } = await ready();
    const { texts, page } = softphone;
    await connected({ softphone, outside });
    await softphone.button(texts.call.keypad).click();
    const pad = page.getByRole("group", { name: texts.dial.pad });
    await pad.getByRole("button", { name: /^5\b/ }).click();
    await pad.getByRole("button", { name: texts.dial.hash }).click();
    await page.keyboard.press("7");
    await page.keyboard.press("*");
    await outside.hasHeardDigits("5#7*");
    await softphone.says("5#7*");
    assert.equal((await exchange.calls())[0].digits, "5#7*");
  },

  async "digits that are pressed outside are heard as tones"({ ready }) {
    const { softphone, outside } = await ready();
    await connected({ softphone, outside });
    // Nobody speaks outside, so that nothing is heard but the tones.
    await outside.page.evaluate(() => window.connections.at(-1).getSenders().forEach((sender) => sender.replaceTrack(null)));
    await until("silence", async () => (await softphone.energyWithin(500)) < SILENCE);
    await outside.press("12");
    await until("tones", async () => (await softphone.energyWithin(500)) > VOICE);
    await until("silence after them", async () => (await softphone.energyWithin(500)) < SILENCE);
  },

  async "a second caller is offered during a call, and can be taken or declined"({ ready, telephone }) {
    const { softphone, outside: first, ...served } = await ready();
    const second = await telephone(served, { number: FIXED, any: false });
    const { texts, page } = softphone;
    await connected({ softphone, outside: first });
    const offer = page.getByRole("region", { name: texts.call.waiting });
    await second.dial(OPEN.number);
    await offer.getByText(softphone.shown(FIXED)).waitFor();
    await offer.getByRole("button", { name: texts.call.decline }).click();
    await second.over("hungUp");
    assert.ok(await first.isTalking());
    await softphone.hears();
    await second.dial(OPEN.number);
    await offer.getByRole("button", { name: texts.call.answerWaiting }).click();
    await softphone.talking(FIXED);
    await first.over("hungUp");
    await Promise.all([softphone.hears(), second.hears()]);
    await second.hangUp();
    await until("both calls of the second caller are listed", async () => (await softphone.recent(FIXED).count()) === 2);
  },

  async "another microphone is chosen during a call, which goes on"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts, page } = softphone;
    await connected({ softphone, outside });
    await softphone.openSettings();
    const choice = page.getByRole("combobox", { name: texts.settings.microphone });
    const devices = await until("several microphones to choose from", async () => {
      const labels = await choice.getByRole("option").allTextContents();
      return labels.length > 1 && labels;
    });
    await choice.selectOption({ label: devices.at(-1) });
    await softphone.closeSettings();
    await until("the other microphone is heard", async () => (await outside.energyWithin(BEEPS_MS)) > VOICE);
    assert.ok(await outside.isTalking());
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
  },

  async "a microphone that gives nothing but silence is pointed out during the call"({ ready }) {
    const { softphone, outside } = await ready({ before: (page) => page.addInitScript(silentMicrophone) });
    await softphone.dial(MOBILE);
    await outside.rings();
    await outside.answer();
    await softphone.hears();
    await softphone.page.getByText(softphone.texts.call.quality.noInput).first().waitFor({ timeout: 30_000 });
  },
};

function silentMicrophone() {
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const microphone = context.createMediaStreamDestination();
    const nothing = new ConstantSourceNode(context, { offset: 0 });
    nothing.connect(microphone);
    nothing.start();
    return microphone.stream;
  };
}
