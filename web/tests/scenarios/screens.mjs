import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FIXED, MOBILE, OPEN, pairingLink } from "../numbers.mjs";
import { LANGUAGE_NAMES } from "../sources.mjs";
import { Softphone } from "../softphone.mjs";
import { until } from "../until.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [1280, 320];

const inLanguage = (language) => [
  `every screen in ${LANGUAGE_NAMES[language]}, on a desktop and at 320 px, has nothing that axe objects to`,
  async ({ serve, telephone, open }) => {
    const served = await serve();
    const [outside, second] = [await telephone(served), await telephone(served, { number: FIXED, any: false })];
    const softphone = await open(served.url, { language });
    const { texts, page } = softphone;
    const good = (screen) => isGood(page, `${screen} (${language})`);
    await softphone.heading(texts.pairing.title).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    await good("pairing");
    await softphone.pair("12");
    await softphone.says(texts.problem.invalidNumber);
    await page.getByText(texts.pairing.keyDisclosure, { exact: true }).click();
    await good("pairing with an error");

    await softphone.pair("+81 50 9999 0000");
    await softphone.session("notRegistered");
    await good("not registered");
    await softphone.button(texts.anotherNumber).click();
    await softphone.pair(OPEN.number);
    await softphone.session("ready");
    await good("keypad, no recents");

    await softphone.dial(MOBILE);
    await outside.rings();
    await softphone.call(texts.call.ringing, MOBILE);
    await good("ringing");
    await outside.answer();
    await softphone.talking(MOBILE);
    await softphone.button(texts.call.keypad).click();
    await page.keyboard.press("5");
    await second.dial(OPEN.number);
    await page.getByRole("region", { name: texts.call.waiting }).waitFor();
    await good("talking, with a second caller");
    await softphone.openSettings();
    await good("settings during a call");
    await softphone.closeSettings();
    await outside.hangUp();

    await softphone.call(texts.call.incoming, FIXED);
    await good("incoming");
    await softphone.button(texts.call.decline).click();
    await softphone.idle();
    await softphone.dialField.fill(FIXED);
    await good("keypad, a number and recents");
    await page.setViewportSize({ width: 320, height: 640 });
    await softphone.button(texts.tabs.recents).click();
    await isGood(page, `recents (${language})`, [320]);

    const spare = await open(served.url, { language });
    await spare.session("elsewhere");
    await isGood(spare.page, `another tab (${language})`);
  },
];

export default {
  ...Object.fromEntries(["en", "ja", "fr"].map(inLanguage)),

  async "the dark screens have nothing that axe objects to either"({ ready }) {
    const { softphone, outside } = await ready();
    const { texts, page } = softphone;
    await page.emulateMedia({ colorScheme: "dark" });
    await isGood(page, "keypad, dark");
    await outside.dial(OPEN.number);
    await softphone.call(texts.call.incoming, MOBILE);
    await isGood(page, "incoming, dark");
    await softphone.button(texts.call.answer).click();
    await softphone.talking(MOBILE);
    await isGood(page, "talking, dark");
    await outside.hangUp();
    await softphone.call(texts.call.ended.hungUp, MOBILE);
    await softphone.openSettings();
    await isGood(page, "settings, dark");
  },

  async "a language that is chosen holds at once, and after a reload"({ serve, open }) {
    const { url } = await serve();
    const english = await open(pairingLink(url, OPEN));
    await english.session("ready");
    await english.openSettings();
    await english.page.getByRole("combobox", { name: english.texts.settings.language }).selectOption({ label: LANGUAGE_NAMES.ja });
    const japanese = new Softphone(english.page, "ja");
    await japanese.closeSettings();
    await japanese.session("ready");
    assert.equal(await japanese.page.evaluate(() => document.documentElement.lang), "ja");
    await japanese.page.reload();
    await japanese.session("ready");
  },
};

/** Nothing that axe objects to, and nothing that has to be scrolled sideways to, at each of `widths`. */
async function isGood(page, screen, widths = WIDTHS) {
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(AXE);
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 640 : 900 });
    await until(`${screen} stands still`, () => page.evaluate(() => document.getAnimations().every(({ playState, effect }) => playState !== "running" || effect.getTiming().iterations === Infinity)));
    const violations = await page.evaluate(async () => {
      const { passes, violations } = await window.axe.run(document, { resultTypes: ["violations"] });
      if (passes.length < 10) {
        throw new Error(`axe looked at next to nothing: ${passes.map(({ id }) => id)}`);
      }
      return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`));
    });
    assert.deepEqual(violations, [], `${screen} at ${width} px`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, `${screen} at ${width} px is too wide`);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
}
