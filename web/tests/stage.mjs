import { writeFileSync } from "node:fs";
import { Exchange } from "./exchange.mjs";
import { startLocal } from "./local.mjs";
import { MOBILE, OPEN, pairingLink } from "./numbers.mjs";
import { OutsidePhone } from "./outside-phone.mjs";
import { Softphone } from "./softphone.mjs";
import { TwimlServer } from "./twiml-server.mjs";
import { until } from "./until.mjs";
import { Watch } from "./watch.mjs";
import { Wire } from "./wire.mjs";

/** Tokens that a test sees run out, and of which each call finds less than a minute left. */
const BRIEF = { TOKEN_TTL_SECONDS: "16" };

/** What one test opens, and leaves behind for nobody. */
export class Stage {
  watch = new Watch();
  #context;
  #pages = [];
  #exchanges = [];
  /** In the order in which they are to be closed. */
  #opened = [];

  constructor(context) {
    this.#context = context;
  }

  /** What a test is given. */
  means() {
    return {
      serve: (options) => this.#serve(options),
      open: (url, options) => this.#open(url, options),
      ready: (options) => this.#ready(options),
      readyAt: (url, exchange, options) => this.#readyAt(url, exchange, options),
      telephone: (served, options) => this.#telephone(served, options),
      twiml: (answers) => this.#twiml(answers),
      page: () => this.#page(),
      allow: (permission) => this.#context.grantPermissions([permission]),
    };
  }

  /** Throws what went wrong beside the test's own course. */
  async check() {
    this.watch.check();
    for (const { exchange, local } of this.#exchanges) {
      if (/panicked/.test(local.output())) {
        throw new Error(local.output());
      }
      await exchange.check();
    }
  }

  /** What the pages looked like and what the exchange saw when a test failed, where `PICTURES` names a folder for it. */
  async pictures(name) {
    const folder = process.env.PICTURES;
    if (folder === undefined) {
      return;
    }
    const path = (what) => `${folder}/${name.replace(/\W+/g, "-")}-${what}`;
    for (const [index, page] of this.#pages.entries()) {
      await page.screenshot({ path: path(`${index}.png`) }).catch(() => undefined);
    }
    for (const [index, { exchange }] of this.#exchanges.entries()) {
      writeFileSync(path(`${index}.json`), JSON.stringify(await exchange.look().catch(() => null), null, 2));
    }
  }

  /** What `cargo local` wrote, for whoever reads why a test failed. */
  lines() {
    return [...this.watch.lines, ...this.#exchanges.flatMap(({ local }) => local.output().split("\n").slice(-10))];
  }

  async close() {
    await Promise.all(this.#pages.map((page) => page.close({ runBeforeUnload: false }).catch(() => undefined)));
    for (const thing of this.#opened.reverse()) {
      await thing.close().catch(() => undefined);
    }
  }

  /** A `cargo local` of this test's own, with `tokens` that are "brief" or last as usual, and the wire to it. */
  async #serve({ tokens = "usual", environment = {}, numbers = null } = {}) {
    const local = await this.#kept(startLocal({ environment: { ...(tokens === "brief" ? BRIEF : {}), ...environment }, numbers }));
    const wire = await this.#kept(Wire.start(local.port));
    const exchange = new Exchange(local.url);
    this.#exchanges.push({ exchange, local });
    return { local, wire, exchange, url: wire.url, otherUrl: wire.otherUrl };
  }

  /** All that a call takes: `cargo local`, a softphone that is ready, and a telephone outside where `outside` is not null. */
  async #ready({ outside = {}, tokens, environment, numbers, ...options } = {}) {
    const served = await this.#serve({ tokens, environment, numbers });
    const telephone = outside === null ? null : await this.#telephone(served, outside);
    // Last, so that its tab is the front one.
    const softphone = await this.#readyAt(served.url, served.exchange, options);
    return { ...served, softphone, outside: telephone };
  }

  /** A page at `url` that is `phone`, and ready. */
  async #readyAt(url, exchange, { phone = OPEN, ...options } = {}) {
    const softphone = await this.#open(pairingLink(url, phone), options);
    await softphone.session("ready");
    await until(`${phone.client} is registered`, async () => (await exchange.registered(phone.client)) === 1);
    return softphone;
  }

  /** A telephone outside. It has a line of its own, past whatever befalls the softphone's. */
  async #telephone({ local, exchange }, { number = MOBILE, ...options } = {}) {
    const telephone = await OutsidePhone.open(await this.#page(), local.url, { number, ...options });
    await until(`${number} is on the line`, () => exchange.hasTelephone(number));
    return telephone;
  }

  async #open(url, options) {
    return Softphone.open(await this.#page(), url, options);
  }

  #twiml(answers) {
    return this.#kept(TwimlServer.start(answers));
  }

  async #page() {
    const page = await this.#context.newPage();
    this.#pages.push(page);
    this.watch.page(page);
    return page;
  }

  async #kept(starting) {
    const started = await starting;
    this.#opened.push(started);
    return started;
  }
}
