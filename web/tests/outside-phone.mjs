import { connectionsKept, energyWithin, hears } from "./hearing.mjs";
import { until } from "./until.mjs";

/** The telephone at the other end: the real page of it, as a person uses it. */
export class OutsidePhone {
  constructor(page) {
    this.page = page;
  }

  /** Opens the outside phone at `url` in a blank page; `any` lets it ring for whichever number is called. */
  static async open(page, url, { number, any = true, voice = "tone" }) {
    await page.addInitScript(connectionsKept);
    const wishes = new URLSearchParams({ number, any: any ? "1" : "0", voice, lang: "en" });
    await page.goto(`${new URL("outside", url)}?${wishes}`);
    return new OutsidePhone(page);
  }

  // What a person does.

  /** Resolves once it rings, with who calls as the telephone shows it. */
  async rings() {
    await this.is("ringing");
    return this.page.locator("#peer").innerText();
  }

  async answer() {
    await this.#press("Answer");
    await this.is("talking");
  }

  async decline() {
    await this.#press("Decline");
    await this.is("ended");
  }

  async hangUp() {
    await this.#press("Hang up");
    await this.is("ended");
  }

  /**
   * Calls `number`, and resolves once that is under way. As soon as Twilio rings somebody for the caller, it has answered, and
   * the ringing is only heard; so this telephone talks from then on, whether anybody has picked up or not.
   */
  async dial(number) {
    await this.page.getByRole("textbox", { name: "Number to call" }).fill(number);
    await this.#press("Call");
    await this.page.locator('main:is([data-state="calling"], [data-state="talking"])').waitFor();
  }

  async press(digits) {
    for (const digit of digits) {
      await this.page.keyboard.press(digit);
    }
  }

  async beBusy(busy) {
    const checkbox = this.page.getByRole("checkbox", { name: "Busy" });
    if ((await checkbox.isChecked()) !== busy) {
      await checkbox.press("Space");
    }
  }

  // What a person sees and hears.

  is(state, timeout = undefined) {
    return this.page.locator(`main[data-state="${state}"]`).waitFor({ timeout });
  }

  /** Whether the call is not over. */
  async isTalking() {
    return (await this.page.locator("main").getAttribute("data-state")) === "talking";
  }

  /** Resolves once the call is over, for `reason` and no other. */
  async over(reason, timeout = undefined) {
    await this.is("ended", timeout);
    const shown = await this.page.locator("#reason").getAttribute("data-reason");
    if (shown !== reason) {
      throw new Error(`the call outside is over because of ${shown}, not of ${reason}`);
    }
  }

  /** Resolves once the digits that came from the other side are `digits`. */
  hasHeardDigits(digits) {
    return until(`${digits} is heard outside`, async () => (await this.page.locator("#digits").innerText()) === digits);
  }

  /** Resolves once something is said, with the text and its language. */
  async said() {
    const said = this.page.locator("#said:not(:empty)");
    return { text: await said.innerText(), language: await said.getAttribute("lang") };
  }

  hears() {
    return hears(this.page, "sound from the softphone");
  }

  energyWithin(milliseconds) {
    return energyWithin(this.page, milliseconds);
  }

  /** By the keyboard: a click waits until the button is drawn twice, and a tab in the background is drawn once a second. */
  #press(name) {
    return this.page.getByRole("button", { name, exact: true }).press("Enter");
  }
}
