import assert from "node:assert/strict";
import { MOBILE, OPEN } from "../numbers.mjs";
import { until } from "../until.mjs";

export default {
  async "pairing, a call out and a call in by keyboard alone"({ serve, telephone, open }) {
    const served = await serve();
    const outside = await telephone(served);
    const softphone = await open(served.url);
    const { page, texts } = softphone;
    const { keyboard } = page;
    await softphone.heading(texts.pairing.title).waitFor();
    await tabTo(page, softphone.page.getByRole("textbox", { name: texts.pairing.number }));
    await keyboard.type("050-3123-4567");
    await keyboard.press("Enter");
    await softphone.session("ready");

    await keyboard.type("090598765433");
    await keyboard.press("Backspace");
    await until("the digits are in the field", async () => (await softphone.dialField.inputValue()) === softphone.shown(MOBILE));
    await keyboard.press("Enter");
    await outside.rings();
    await outside.answer();
    await softphone.talking(MOBILE);
    await Promise.all([softphone.hears(), outside.hears()]);
    await keyboard.press("m");
    await softphone.says(texts.call.muted);
    await keyboard.press("m");
    await keyboard.press("Escape");
    await focused(softphone.button(texts.call.hangUp));
    assert.ok(await outside.isTalking(), "Escape alone ended a conversation");
    await keyboard.press("Enter");
    await outside.over("hungUp");
    await softphone.call(texts.call.ended.hungUp, MOBILE);

    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await keyboard.press("Tab");
    await focused(softphone.button(texts.call.answer));
    await keyboard.press("Enter");
    await softphone.talking(MOBILE);
    await Promise.all([softphone.hears(), outside.hears()]);
    await outside.hangUp();
    await softphone.call(texts.call.ended.hungUp, MOBILE);
  },

  async "Escape declines, once a caller could have been noticed"({ ready }) {
    const { softphone, outside } = await ready();
    await outside.dial(OPEN.number);
    await softphone.call(softphone.texts.call.incoming, MOBILE);
    await until("it is declined", async () => {
      await softphone.page.keyboard.press("Escape");
      return (await softphone.heading(new RegExp(`^${softphone.texts.call.ended.declined}`)).count()) > 0;
    });
    await outside.over("hungUp");
  },

  async "whatever has the focus shows it"({ ready }) {
    for (const colorScheme of ["light", "dark"]) {
      const { softphone } = await ready({ outside: null });
      const { page } = softphone;
      await page.emulateMedia({ colorScheme });
      await everyStopIsVisible(page);
      await softphone.openSettings();
      await everyStopIsVisible(page);
    }
  },

  async "each state of a call is announced"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts, page } = softphone;
    const peer = softphone.shown(MOBILE);
    const said = (role, sentence) => page.getByRole(role).filter({ hasText: sentence }).first().waitFor({ state: "attached" });
    await softphone.dial(MOBILE);
    await outside.rings();
    await said("status", texts.announce.ringing(peer));
    await outside.answer();
    await said("status", texts.announce.talking(peer));
    await outside.hangUp();
    await said("status", texts.call.ended.hungUp);
    await outside.dial(OPEN.number);
    await said("alert", texts.announce.incoming(peer));
  },

  async "in the background the title, the icon and a notification say who calls"({ allow, ready }) {
    await allow("notifications");
    const { softphone, outside } = await ready({ before: (page) => page.addInitScript(inBackground) });
    const { page, texts } = softphone;
    const workerReady = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated");
    await until("the service worker, which shows notifications, is active", workerReady);
    const [title, icon] = [await page.title(), await iconOf(page)];
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await until("the title names the caller", async () => (await page.title()).includes(softphone.shown(MOBILE)));
    await until("the icon is marked", async () => (await iconOf(page)) !== icon);
    await until("a notification is shown", () => page.evaluate(() => window.notified));
    assert.match((await notifications(page)).join(), new RegExp(softphone.shown(MOBILE)));
    await outside.hangUp();
    await until("the notification is taken back", async () => (await notifications(page)).length === 0);
    await until("the title is calm again", async () => (await page.title()) === title);
    await until("the icon is calm again", async () => (await iconOf(page)) === icon);
  },
};

async function tabTo(page, wanted) {
  for (let stops = 0; stops < 20; stops += 1) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) {
      return;
    }
  }
  throw new Error("Tab does not lead there");
}

function focused(wanted) {
  return until("it has the focus", () => wanted.evaluate((element) => element === document.activeElement));
}

/** Walks the whole page by Tab and looks at each stop for an outline that can be seen. */
async function everyStopIsVisible(page) {
  await page.evaluate(() => document.activeElement?.blur());
  let stops = 0;
  for (; stops < 60; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(describeFocus);
    if (stop === null || stop.seen) {
      break;
    }
    assert.ok(stop.visible, `no visible focus on ${stop.name}`);
  }
  assert.ok(stops > 5, `Tab reaches only ${stops} places`);
}

/** Runs in the page. `null` on the body: Tab has left the page, and begins again. */
function describeFocus() {
  const element = document.activeElement;
  if (element === null || element === document.body) {
    return null;
  }
  const seen = element.hasAttribute("data-tabbed");
  element.setAttribute("data-tabbed", "");
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return { seen, visible: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && box.width > 0 && box.height > 0, name: element.outerHTML.slice(0, 120) };
}

function iconOf(page) {
  return page.evaluate(() => document.querySelector('link[rel~="icon"]').href);
}

/** Not to be asked before `window.notified`: Chromium forgets a notification that is asked for while it is on its way to the screen. */
function notifications(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return (await registration.getNotifications()).map(({ title }) => title);
  });
}

function inBackground() {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
  Object.defineProperty(document, "hidden", { get: () => true });
  const { showNotification } = ServiceWorkerRegistration.prototype;
  ServiceWorkerRegistration.prototype.showNotification = async function (...what) {
    await showNotification.apply(this, what);
    window.notified = true;
  };
}
