import assert from "node:assert/strict";
import { LOCKED, OPEN } from "../local.mjs";
import { until } from "../until.mjs";
import { connected } from "../connected.mjs";

const MOBILE = "+819059876543";
const FIXED = "+81312345678";
/** Longer than the pause between two beeps of Chromium's false microphone. */
const BEEPS_MS = 1_500;

export default {
  async "a call out, dialled by clicks, is heard on both sides"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts, page } = softphone;
    for (const digit of "09059876543") {
      await page.getByRole("group", { name: texts.dial.pad }).getByRole("button", { name: digit === "0" ? texts.dial.zero : new RegExp(`^${digit}\\b`) }).click();
    }
    assert.equal(await softphone.dialField.inputValue(), "090-5987-6543");
    await softphone.button(texts.dial.call).click();
    const outside = await relay.rings();
    await softphone.call(texts.call.ringing, MOBILE);
    assert.deepEqual([outside.number, outside.callerId], [MOBILE, OPEN.number]);
    const { payload } = relay.saidOf("invite").at(-1);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(payload.twilio.params)), {
      callerPhoneNumber: OPEN.number,
      callOutgoingPhoneNumber: MOBILE,
    });
    await outside.answer();
    await softphone.talking(MOBILE);
    await softphone.hears();
    await outside.hears();
    await softphone.button(texts.call.hangUp).click();
    await until("the telephone outside hears that it is over", () => outside.over === "hungUp");
    await softphone.says(texts.call.ended.hungUp);
    await softphone.idle();
    await softphone.recent(MOBILE).getByText(texts.recents.outgoing).waitFor();
  },

  async "a call in is answered and heard on both sides"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    const outside = await relay.callFrom(MOBILE, OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await softphone.button(texts.call.answer).click();
    await softphone.talking(MOBILE);
    await softphone.hears();
    await outside.hears();
    await outside.hangUp();
    await softphone.says(texts.call.ended.hungUp);
    await softphone.recent(MOBILE).getByText(texts.recents.incoming).waitFor();
  },

  async "two softphones call each other"({ ready, readyAt }) {
    const { relay, softphone: caller } = await ready();
    const callee = await readyAt(relay.otherUrl, relay, { phone: LOCKED });
    await caller.dial(LOCKED.number);
    await callee.call(callee.texts.call.incoming, OPEN.number);
    await callee.button(callee.texts.call.answer).click();
    await caller.talking(LOCKED.number);
    await Promise.all([caller.hears(), callee.hears()]);
    await callee.button(callee.texts.call.hangUp).click();
    await caller.says(caller.texts.call.ended.hungUp);
  },

  async "a call that is declined ends for the caller too, and is no error"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    const outside = await relay.callFrom(MOBILE, OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await softphone.button(texts.call.decline).click();
    await until("the caller hears that it is over", () => outside.over === "refused");
    await softphone.says(texts.call.ended.declined);
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
  },

  async "a call is cancelled before the answer"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    await softphone.dial(MOBILE);
    const outside = await relay.rings();
    await softphone.button(texts.call.cancel).click();
    await until("it rings no more outside", () => outside.over === "cancelled");
    await softphone.says(texts.call.ended.cancelled);
    await softphone.recent(MOBILE).getByText(texts.recents.noAnswer).waitFor();
  },

  async "a missed call is among the recents, calls back in one tap, and can be deleted"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    const missed = await relay.callFrom(FIXED, OPEN.number);
    await softphone.call(texts.call.incoming, FIXED);
    await missed.hangUp();
    await softphone.recent(FIXED).getByText(texts.recents.missed).waitFor();
    await softphone.button(new RegExp(`^${texts.recents.callBack(softphone.shown(FIXED))}`)).click();
    const outside = await relay.rings();
    assert.equal(outside.number, FIXED);
    await softphone.button(texts.call.cancel).click();
    await until("both calls are listed", async () => (await softphone.recent(FIXED).count()) === 2);
    for (let left = 2; left > 0; left -= 1) {
      await softphone.button(texts.recents.remove(softphone.shown(FIXED))).first().click();
    }
    await softphone.says(texts.recents.empty);
    await softphone.page.reload();
    await softphone.says(texts.recents.empty);
  },

  async "the last number is redialled from an empty field"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    await softphone.dial(MOBILE);
    await relay.rings();
    await softphone.button(texts.call.cancel).click();
    await softphone.button(texts.dial.redial).click();
    assert.equal(await softphone.dialField.inputValue(), softphone.shown(MOBILE));
    await softphone.button(texts.dial.call).click();
    assert.equal((await relay.rings()).number, MOBILE);
  },

  async "a busy line and a declined call are said plainly, and are no errors"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    await softphone.dial(MOBILE);
    for (const [code, reason] of [[31486, "busy"], [31603, "declined"], [31480, "noAnswer"]]) {
      await (await relay.rings()).hangUp({ code, message: "refused" });
      await softphone.says(texts.call.ended[reason]);
      assert.equal(await softphone.button(texts.dismiss).count(), 0, `${code} is shown as an error`);
      await softphone.button(texts.call.callAgain).click();
    }
  },

  async "muted, nothing is heard outside; unmuted, the voice is back"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts } = softphone;
    const outside = await connected(relay, softphone, MOBILE);
    await until("the voice is heard", async () => (await outside.energyWithin(BEEPS_MS)) > 0);
    await softphone.button(texts.call.mute).click();
    await softphone.says(texts.call.muted);
    await until("silence", async () => (await outside.energyWithin(BEEPS_MS)) < 1e-6);
    await softphone.button(texts.call.mute).click();
    await until("the voice is heard again", async () => (await outside.energyWithin(BEEPS_MS)) > 1e-4);
  },

  async "digits in a call are sent, and shown"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts, page } = softphone;
    const outside = await connected(relay, softphone, MOBILE);
    await softphone.button(texts.call.keypad).click();
    const pad = page.getByRole("group", { name: texts.dial.pad });
    await pad.getByRole("button", { name: /^5\b/ }).click();
    await pad.getByRole("button", { name: texts.dial.hash }).click();
    await page.keyboard.press("7");
    await page.keyboard.press("*");
    await until("the digits are heard outside", () => outside.digits === "5#7*");
    await softphone.says("5#7*");
  },

  async "a second caller is offered during a call, and can be taken or declined"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts, page } = softphone;
    const first = await connected(relay, softphone, MOBILE);
    const offer = page.getByRole("region", { name: texts.call.waiting });
    const declined = await relay.callFrom(FIXED, OPEN.number);
    await offer.getByText(softphone.shown(FIXED)).waitFor();
    await offer.getByRole("button", { name: texts.call.decline }).click();
    await until("the second caller hears that it is over", () => declined.over === "refused");
    assert.equal(first.over, null);
    await softphone.hears();
    const second = await relay.callFrom(FIXED, OPEN.number);
    await offer.getByRole("button", { name: texts.call.answerWaiting }).click();
    await softphone.talking(FIXED);
    await until("the first call is over", () => first.over === "hungUp");
    await softphone.hears();
    await second.hears();
    await second.hangUp();
    await until("both calls of the second caller are listed", async () => (await softphone.recent(FIXED).count()) === 2);
  },

  async "a caller who withholds the number, and one whose name is HTML, are shown as text"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts, page } = softphone;
    const withheld = await relay.callFrom("anonymous", OPEN.number);
    await softphone.call(texts.call.incoming, null);
    await withheld.hangUp();
    const name = "<img src=x onerror=alert(1)>";
    await relay.callFrom(`sip:${name}`, OPEN.number);
    await softphone.heading(`${texts.call.incoming} ${name}`).waitFor();
    assert.equal(await page.locator("img[src=x]").count(), 0);
  },

  async "a number typed or pasted in any format is dialled in E.164"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts, page } = softphone;
    await softphone.dial(" tel:０９０（５９８７）６５４３");
    assert.equal((await relay.rings()).number, MOBILE);
    await softphone.button(texts.call.cancel).click();
    await softphone.idle();
    const zero = page.getByRole("group", { name: texts.dial.pad }).getByRole("button", { name: texts.dial.zero });
    await zero.click({ delay: 700 });
    await page.keyboard.type("33123456789");
    await softphone.button(texts.dial.call).click();
    assert.equal((await relay.rings()).number, "+33123456789");
  },

  async "another microphone is chosen during a call, which goes on"({ ready }) {
    const { relay, softphone } = await ready();
    const { texts, page } = softphone;
    const outside = await connected(relay, softphone, MOBILE);
    await softphone.openSettings();
    const choice = page.getByRole("combobox", { name: texts.settings.microphone });
    const devices = await until("several microphones to choose from", async () => {
      const labels = await choice.getByRole("option").allTextContents();
      return labels.length > 1 && labels;
    });
    await choice.selectOption({ label: devices.at(-1) });
    await softphone.closeSettings();
    await until("the other microphone is heard", async () => (await outside.energyWithin(BEEPS_MS)) > 0);
    assert.equal(outside.over, null);
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
  },

  async "a microphone that gives nothing but silence is pointed out during the call"({ ready }) {
    const { relay, softphone } = await ready({ before: (page) => page.addInitScript(silentMicrophone) });
    await connected(relay, softphone, MOBILE);
    await softphone.page.getByText(softphone.texts.call.quality.noInput).first().waitFor({ timeout: 30_000 });
  },

  async "a call that the route refuses ends"({ ready }) {
    const { softphone } = await ready();
    const { texts } = softphone;
    // The policy dials no premium numbers; the caller hears why, and Twilio hangs up.
    await softphone.dial("0990123456");
    await softphone.talking("+81990123456");
    await softphone.call(texts.call.ended.hungUp, "+81990123456");
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
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
