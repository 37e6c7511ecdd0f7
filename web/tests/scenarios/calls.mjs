import assert from "node:assert/strict";
import { connected } from "../connected.mjs";
import { FIXED, LOCKED, MOBILE, OPEN } from "../numbers.mjs";
import { until } from "../until.mjs";

/** How long a callee is rung where a test waits for the end of it. */
const SHORT_RINGING = { DIAL_TIMEOUT_SECONDS: "2" };
/** Longer than any of the encryption's own patience. */
const LONG_RINGING_MS = 45_000;

export default {
  async "a call out, dialled by clicks, is heard on both sides"({ ready }) {
    const { exchange, softphone, outside } = await ready();
    const { texts, page } = softphone;
    for (const digit of "09059876543") {
      await page.getByRole("group", { name: texts.dial.pad }).getByRole("button", { name: digit === "0" ? texts.dial.zero : new RegExp(`^${digit}\\b`) }).click();
    }
    assert.equal(await softphone.dialField.inputValue(), "090-5987-6543");
    await softphone.button(texts.dial.call).click();
    assert.equal(await outside.rings(), OPEN.number);
    await softphone.call(texts.call.ringing, MOBILE);
    const [{ payload }] = await exchange.said("invite");
    assert.deepEqual(Object.fromEntries(new URLSearchParams(payload.twilio.params)), {
      callerPhoneNumber: OPEN.number,
      callOutgoingPhoneNumber: MOBILE,
      answerOnBridge: "true",
    });
    await outside.answer();
    await softphone.talking(MOBILE);
    await Promise.all([softphone.hears(), outside.hears()]);
    const sounds = (await exchange.calls()).map(({ sound }) => sound);
    assert.equal(sounds.length, 2);
    assert.ok(sounds.every(({ packetsReceived, packetsSent, energyReceived }) => packetsReceived > 0 && packetsSent > 0 && energyReceived > 0), JSON.stringify(sounds));
    await softphone.hangUp();
    await outside.over("hungUp");
    await softphone.ended("hungUp");
    await softphone.idle();
    await softphone.recent(MOBILE).getByText(texts.recents.outgoing).waitFor();
  },

  // Before a caller's sound begins, neither side hears anything of the other, and both could give it up meanwhile.
  "a call out that rings for most of a minute is heard on both sides": Object.assign(ringingLong, { patience: 90_000 }),

  async "a call out ends when the telephone outside hangs up"({ ready }) {
    const { softphone, outside } = await ready();
    await connected({ softphone, outside });
    await outside.hangUp();
    await softphone.ended("hungUp");
    assert.equal(await softphone.button(softphone.texts.dismiss).count(), 0);
  },

  async "a call in is answered and heard on both sides"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts } = softphone;
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    // Whoever calls hears that it rings.
    await outside.hears();
    await softphone.button(texts.call.answer).click();
    await softphone.talking(MOBILE);
    await Promise.all([softphone.hears(), outside.hears()]);
    await outside.hangUp();
    await softphone.ended("hungUp");
    await softphone.recent(MOBILE).getByText(texts.recents.incoming).waitFor();
  },

  async "a call in ends when the softphone hangs up"({ ready }) {
    const { softphone, outside } = await ready();
    await outside.dial(OPEN.number);
    await softphone.button(softphone.texts.call.answer).click();
    await softphone.talking(MOBILE);
    await Promise.all([softphone.hears(), outside.hears()]);
    await softphone.hangUp();
    await outside.over("hungUp");
  },

  async "two softphones call each other"({ ready, readyAt }) {
    const { exchange, otherUrl, softphone: caller } = await ready({ outside: null });
    const callee = await readyAt(otherUrl, exchange, { phone: LOCKED });
    await caller.dial(LOCKED.number);
    await callee.call(callee.texts.call.incoming, OPEN.number);
    await callee.button(callee.texts.call.answer).click();
    await caller.talking(LOCKED.number);
    await Promise.all([caller.hears(), callee.hears()]);
    await callee.hangUp();
    await caller.ended("hungUp");
  },

  async "a call that is declined ends for the caller too, and is no error"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts } = softphone;
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await softphone.button(texts.call.decline).click();
    await outside.over("hungUp");
    await softphone.ended("declined");
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
  },

  async "a call is cancelled before the answer"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts } = softphone;
    await softphone.dial(MOBILE);
    await outside.rings();
    await softphone.button(texts.call.cancel).click();
    await outside.over("cancelled");
    await softphone.ended("cancelled");
    await softphone.recent(MOBILE).getByText(texts.recents.noAnswer).waitFor();
  },

  async "a missed call is among the recents, calls back in one tap, and can be deleted"({ ready }) {
    const { softphone, outside } = await ready({ outside: { number: FIXED } });
    const { texts } = softphone;
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, FIXED);
    await outside.hangUp();
    await softphone.recent(FIXED).getByText(texts.recents.missed).waitFor();
    await softphone.button(new RegExp(`^${texts.recents.callBack(softphone.shown(FIXED))}`)).click();
    await outside.rings();
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
    const { softphone, outside } = await ready();
    const { texts } = softphone;
    await softphone.dial(MOBILE);
    await outside.rings();
    await softphone.button(texts.call.cancel).click();
    await outside.over("cancelled");
    await softphone.button(texts.dial.redial).click();
    assert.equal(await softphone.dialField.inputValue(), softphone.shown(MOBILE));
    await softphone.button(texts.dial.call).click();
    await outside.rings();
  },

  async "a busy line, a declined call and one that nobody answers are said plainly, and are no errors"({ ready }) {
    const { softphone, outside } = await ready({ environment: SHORT_RINGING });
    const { texts } = softphone;
    const ends = async (reason) => {
      await softphone.ended(reason);
      assert.equal(await softphone.button(texts.dismiss).count(), 0, `${reason} is shown as an error`);
    };
    await outside.beBusy(true);
    await softphone.dial(MOBILE);
    await ends("busy");
    await outside.beBusy(false);
    await softphone.button(texts.call.callAgain).click();
    await outside.rings();
    await outside.decline();
    await ends("declined");
    await softphone.button(texts.call.callAgain).click();
    await outside.rings();
    await ends("noAnswer");
    await outside.is("ended");
  },

  async "a call in that nobody answers ends after a while, and was missed"({ ready }) {
    const { softphone, outside } = await ready({ environment: SHORT_RINGING });
    const { texts } = softphone;
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await outside.over("hungUp");
    await softphone.ended("missed");
    await softphone.recent(MOBILE).getByText(texts.recents.missed).waitFor();
    assert.equal(await softphone.button(texts.dismiss).count(), 0);
  },

  async "a caller who withholds the number, and one whose name is HTML, are shown as text"({ ready }) {
    const name = "<img src=x onerror=alert(1)>";
    let alias = null;
    const { softphone, outside } = await ready({
      outside: { number: "anonymous" },
      // No telephone outside may call itself so, but a network far away may hand it on.
      before: (page) => named(page, () => alias),
    });
    const { texts, page } = softphone;
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, null);
    await outside.hangUp();
    await softphone.ended("missed");
    alias = name;
    await outside.dial(OPEN.number);
    await softphone.heading(`${texts.call.incoming} ${name}`).waitFor();
    assert.equal(await page.locator("img[src=x]").count(), 0);
  },

  async "a number typed or pasted in any format is dialled in E.164"({ ready }) {
    const { exchange, softphone, outside } = await ready();
    const { texts, page } = softphone;
    const dialled = async () => (await exchange.calls()).filter(({ direction }) => direction === "outbound-dial").at(-1).to;
    await softphone.dial(" tel:０９０（５９８７）６５４３");
    await outside.rings();
    assert.equal(await dialled(), MOBILE);
    await softphone.button(texts.call.cancel).click();
    await outside.over("cancelled");
    await softphone.idle();
    const zero = page.getByRole("group", { name: texts.dial.pad }).getByRole("button", { name: texts.dial.zero });
    await zero.click({ delay: 700 });
    await page.keyboard.type("33123456789");
    await softphone.button(texts.dial.call).click();
    await outside.rings();
    assert.equal(await dialled(), "+33123456789");
  },
};

/** Gives callers the name that `alias` returns, on the way from the exchange to the page. */
function named(page, alias) {
  return page.routeWebSocket(/\/signal$/, (line) => {
    const exchange = line.connectToServer();
    exchange.onMessage((frame) => {
      const message = String(frame).trim() === "" ? null : JSON.parse(frame);
      if (message?.type === "invite" && alias() !== null) {
        message.payload.parameters.From = `sip:${alias()}`;
      }
      line.send(message === null ? frame : JSON.stringify(message));
    });
  });
}

async function ringingLong({ ready }) {
  const { softphone, outside } = await ready();
  await softphone.dial(MOBILE);
  await outside.rings();
  await softphone.page.waitForTimeout(LONG_RINGING_MS);
  await outside.answer();
  await softphone.talking(MOBILE);
  await Promise.all([softphone.hears(), outside.hears()]);
}
