/**
 * Tests of the real page, from `cargo local`, in a real Chromium, with real sound: `npm run e2e [part of a test's name]`.
 *
 * One browser and one `cargo local` serve all of them; each test gets a relay on a port of its own, and with it pages
 * whose storage, tabs and service worker are nobody else's.
 */
import { startChromium } from "./chromium.mjs";
import { LOCKED, OPEN, startLocal } from "./local.mjs";
import { Media } from "./media.mjs";
import { Relay } from "./relay.mjs";
import { pairingLink, Softphone } from "./softphone.mjs";
import { until } from "./until.mjs";

const FILES = ["budget", "pairing", "calls", "session", "tabs", "keyboard", "screens"];
const TEST_MS = 40_000;
const ALL_MS = 240_000;

const wanted = process.argv.slice(2).join(" ");
const begun = Date.now();
const opened = [];
const failures = [];
let ending = false;

const overdue = setTimeout(() => {
  console.log(`not finished after ${ALL_MS / 1000} s`);
  void end(1);
}, ALL_MS);
process.once("SIGINT", () => void end(130));
process.once("SIGTERM", () => void end(143));

try {
  const local = await kept(startLocal());
  // Tokens of sixteen seconds: a test sees them run out, and each call finds less than a minute left.
  const brief = await kept(startLocal({ TOKEN_TTL_SECONDS: "16" }));
  const { context } = await kept(startChromium());
  const media = await Media.open(context);
  for (const [name, test] of await tests()) {
    if (ending) {
      break;
    }
    await run(name, test, { context, media, local, brief });
  }
} catch (error) {
  failures.push("the beginning");
  console.log(error);
}
const seconds = ((Date.now() - begun) / 1000).toFixed(0);
console.log(failures.length === 0 ? `all passed in ${seconds} s` : `${failures.length} failed in ${seconds} s: ${failures.join("; ")}`);
await end(failures.length === 0 ? 0 : 1);

async function tests() {
  const modules = await Promise.all(FILES.map((file) => import(`./scenarios/${file}.mjs`)));
  return modules.flatMap((module) => Object.entries(module.default)).filter(([name]) => name.includes(wanted));
}

async function kept(starting) {
  const started = await starting;
  opened.push(started);
  return started;
}

async function end(status) {
  if (ending) {
    return;
  }
  ending = true;
  clearTimeout(overdue);
  for (const thing of opened.reverse()) {
    await thing.close().catch(() => undefined);
  }
  process.exit(status);
}

async function run(name, test, { context, media, local, brief }) {
  const watched = watch(context);
  const relays = [];
  const notes = [];
  const start = Date.now();
  const relay = async ({ tokens = "usual" } = {}) => {
    const started = await Relay.start({ local: tokens === "brief" ? brief : local, media, ownNumbers: [OPEN.number, LOCKED.number] });
    relays.push(started);
    return started;
  };
  /** A page at `url` that is `phone`, and ready. */
  const readyAt = async (url, exchange, { phone = OPEN, ...options } = {}) => {
    const softphone = await Softphone.open(context, pairingLink(url, phone), options);
    await softphone.session("ready");
    await until(`${phone.client} is registered`, () => exchange.registered(phone.client).length === 1);
    return softphone;
  };
  /** A relay, and a page before it that is `phone`, and ready. */
  const ready = async ({ tokens, ...options } = {}) => {
    const exchange = await relay({ tokens });
    return { relay: exchange, softphone: await readyAt(exchange.url, exchange, options) };
  };
  let problem = null;
  try {
    await Promise.race([test({ context, relay, ready, readyAt, note: (text) => notes.push(text) }), late()]);
    watched.check();
  } catch (error) {
    problem = error;
    await picture(name, context);
  }
  watched.stop();
  for (const page of context.pages().filter((page) => page !== media.page)) {
    await page.close({ runBeforeUnload: false });
  }
  for (const relay of relays) {
    await relay.close();
  }
  console.log(`${problem === null ? "ok    " : "FAILED"} ${name} (${[...notes, `${((Date.now() - start) / 1000).toFixed(1)} s`].join(", ")})`);
  if (problem !== null) {
    failures.push(name);
    console.log(indented(problem.stack ?? String(problem)));
    console.log(indented(watched.lines.slice(-30).join("\n")));
  }
}

/** What no page may do, whatever the test is about: leave this machine, break its own policy, or throw. */
function watch(context) {
  const seen = { foreign: [], violations: [], thrown: [] };
  const lines = [];
  const here = (url) => /^(data|blob|about|chrome-extension):/.test(url) || ["localhost", "127.0.0.1"].includes(new URL(url).hostname);
  const asked = (url) => here(url) || seen.foreign.push(url);
  const request = (made) => asked(made.url());
  const page = (made) => made.on("websocket", (socket) => asked(socket.url()));
  const message = (written) => {
    lines.push(`[${written.type()}] ${written.text()}`.slice(0, 300));
    if (/content security policy|permissions policy violation/i.test(written.text())) {
      seen.violations.push(written.text());
    }
  };
  const thrown = (error) => seen.thrown.push(String(error.error().stack ?? error.error()));
  const listeners = { request, page, console: message, weberror: thrown };
  Object.entries(listeners).forEach(([event, listener]) => context.on(event, listener));
  return {
    lines,
    check() {
      for (const [kind, found] of Object.entries(seen)) {
        if (found.length > 0) {
          throw new Error(`${kind}: ${found.join("\n")}`);
        }
      }
    },
    stop: () => Object.entries(listeners).forEach(([event, listener]) => context.off(event, listener)),
  };
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`not over after ${TEST_MS / 1000} s`)), TEST_MS).unref());
}

/** What the pages looked like when a test failed, where `PICTURES` names a folder for it. */
async function picture(name, context) {
  if (process.env.PICTURES === undefined) {
    return;
  }
  for (const [index, page] of context.pages().entries()) {
    await page.screenshot({ path: `${process.env.PICTURES}/${name.replace(/\W+/g, "-")}-${index}.png` }).catch(() => undefined);
  }
}

function indented(text) {
  return text.replace(/^/gm, "    ");
}
