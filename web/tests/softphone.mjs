import { connectionsKept, energyWithin, hears } from "./hearing.mjs";
import { formatted, textsIn } from "./sources.mjs";
import { until } from "./until.mjs";

/** The page as a person uses it: by roles and names, in the language that it is in. */
export class Softphone {
  constructor(page, language, devtools = null) {
    this.page = page;
    this.devtools = devtools;
    this.texts = textsIn(language);
  }

  /** Opens `url` in a blank page, as a browser that asks for `language`; `before` may prepare it. */
  static async open(page, url, { language = "en", width = 1280, before = () => undefined } = {}) {
    await page.setViewportSize({ width, height: width < 600 ? 640 : 900 });
    const session = await page.context().newCDPSession(page);
    const userAgent = await page.evaluate(() => navigator.userAgent);
    await session.send("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: language });
    // Where there is only the loopback, the browser would say that it is offline.
    await session.send("Network.enable");
    await emulateNetwork(session, true);
    await page.addInitScript(connectionsKept);
    await before(page);
    await page.goto(url);
    return new Softphone(page, language, session);
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name) {
    return this.page.getByRole("heading", { name, exact: typeof name === "string" });
  }

  /** `number` as this phone shows it. */
  shown(number) {
    return number === null ? this.texts.number.withheld : formatted(number, "JP");
  }

  get dialField() {
    return this.page.getByRole("textbox", { name: this.texts.dial.field });
  }

  /** Takes the network away from this page alone, or gives it back. What is open already stays open, as in Chromium's own tools. */
  network(online) {
    return emulateNetwork(this.devtools, online);
  }

  // Pairing.

  async pair(number, key = null) {
    await this.page.getByRole("textbox", { name: this.texts.pairing.number }).fill(number);
    if (key !== null) {
      await this.page.getByText(this.texts.pairing.keyDisclosure, { exact: true }).click();
      await this.page.getByLabel(this.texts.pairing.key, { exact: true }).fill(key);
    }
    await this.button(this.texts.pairing.submit).click();
  }

  async forget() {
    const { settings } = this.texts;
    await this.openSettings();
    await this.button(settings.forget).click();
    await this.button(settings.forgetConfirm).click();
    await this.heading(this.texts.pairing.title).waitFor();
  }

  async openSettings() {
    await this.button(this.texts.settings.title).click();
    await this.page.getByRole("dialog", { name: this.texts.settings.title }).waitFor();
  }

  async closeSettings() {
    await this.button(this.texts.settings.close).click();
    await this.page.getByRole("dialog").waitFor({ state: "detached" });
  }

  /** Waits until the page says that its session is `kind`. */
  async session(kind, patience = 10_000) {
    const { title } = this.texts.session[kind];
    await this.page.locator("strong").getByText(title, { exact: true }).waitFor({ timeout: patience });
  }

  async says(sentence) {
    await this.page.getByText(sentence).first().waitFor();
  }

  async saysNothingOf(sentence) {
    await until(`"${sentence}" is gone`, async () => (await this.page.getByText(sentence).count()) === 0);
  }

  // Calls.

  /** Waits for the call's own heading: what is happening, and with whom. */
  async call(label, peer) {
    await this.heading(`${label} ${this.shown(peer)}`).waitFor();
  }

  async dial(number) {
    await this.dialField.fill(number);
    await this.button(this.texts.dial.call).click();
  }

  talking(peer) {
    return this.call(this.texts.call.talking, peer);
  }

  /** The sentence that the other side says as text, with its language, once there is one. */
  async caption() {
    const caption = this.page.locator(".caption:not(:empty)");
    return { text: await caption.innerText(), language: await caption.getAttribute("lang") };
  }

  async hangUp() {
    await this.button(this.texts.call.hangUp).click();
  }

  /** Resolves once the call is said to be over, for that reason. */
  async ended(reason) {
    await this.heading(new RegExp(`^${this.texts.call.ended[reason]}`)).waitFor();
  }

  /** Resolves once the keypad is back. */
  idle() {
    return this.dialField.waitFor();
  }

  /** The line of the recents about `number`. */
  recent(number) {
    return this.page.getByRole("listitem").filter({ hasText: this.shown(number) });
  }

  hears() {
    return hears(this.page, "sound from the telephone outside");
  }

  energyWithin(milliseconds) {
    return energyWithin(this.page, milliseconds);
  }
}

/** Chromium believes what is emulated only where something else than `offline` is emulated with it: here no limit worth the name. */
function emulateNetwork(devtools, online) {
  const unlimited = { latency: 0, downloadThroughput: 1e8, uploadThroughput: 1e8 };
  return devtools.send("Network.emulateNetworkConditions", { offline: !online, ...unlimited });
}
