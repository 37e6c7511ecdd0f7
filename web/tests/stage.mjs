import { LOCKED, OPEN } from "./local.mjs";
import { Relay } from "./relay.mjs";
import { pairingLink, Softphone } from "./softphone.mjs";
import { until } from "./until.mjs";
import { Watch } from "./watch.mjs";

/** What one test opens, and leaves behind for nobody. */
export class Stage {
  watch = new Watch();
  #shared;
  #pages = [];
  #relays = [];

  constructor(shared) {
    this.#shared = shared;
  }

  /** What a test is given. */
  means() {
    const { context } = this.#shared;
    const relay = (options) => this.#relay(options);
    const open = (url, options) => this.#open(url, options);
    /** A page at `url` that is `phone`, and ready. */
    const readyAt = async (url, exchange, { phone = OPEN, ...options } = {}) => {
      const softphone = await open(pairingLink(url, phone), options);
      await softphone.session("ready");
      await until(`${phone.client} is registered`, () => exchange.registered(phone.client).length === 1);
      return softphone;
    };
    /** A relay, and a page before it that is a phone, and ready. */
    const ready = async ({ tokens, ...options } = {}) => {
      const exchange = await relay({ tokens });
      return { relay: exchange, softphone: await readyAt(exchange.url, exchange, options) };
    };
    return { relay, open, ready, readyAt, allow: (permission) => context.grantPermissions([permission]) };
  }

  /** Throws what went wrong beside the test's own course. */
  check() {
    this.watch.check();
    for (const fault of this.#relays.flatMap(({ faults }) => faults)) {
      throw fault;
    }
  }

  /** What the pages looked like when a test failed, where `PICTURES` names a folder for it. */
  async pictures(name) {
    const folder = process.env.PICTURES;
    for (const [index, page] of folder === undefined ? [] : this.#pages.entries()) {
      await page.screenshot({ path: `${folder}/${name.replace(/\W+/g, "-")}-${index}.png` }).catch(() => undefined);
    }
  }

  async close() {
    await Promise.all(this.#pages.map((page) => page.close({ runBeforeUnload: false }).catch(() => undefined)));
    await Promise.all(this.#relays.map((relay) => relay.close().catch(() => undefined)));
  }

  /** `tokens` is "brief" for tokens that soon run out. */
  async #relay({ tokens = "usual" } = {}) {
    const { local, brief, media } = this.#shared;
    const relay = await Relay.start({ local: tokens === "brief" ? brief : local, media, ownNumbers: [OPEN.number, LOCKED.number] });
    this.#relays.push(relay);
    return relay;
  }

  async #open(url, options) {
    const page = await this.#shared.context.newPage();
    this.#pages.push(page);
    this.watch.page(page);
    return Softphone.open(page, url, options);
  }
}
