/**
 * From navigation to "ready": from `performance.timeOrigin`, where the browser begins to navigate, until the page says that calls
 * can come and go, which it does once it is registered. The parts on the way are counted from the same moment: when what they
 * name had been received, or painted.
 */
import { OPEN, pairingLink } from "../numbers.mjs";
import { Softphone } from "../softphone.mjs";
import { until } from "../until.mjs";
import { momentsKept, momentsOf } from "./moments.mjs";
import { OUTSIDE_HERTZ } from "./voice.mjs";

/** The first visit of a browser that has seen nothing of the page: by the link that makes it the phone, as its owner's first is. */
export async function firstVisit(context, local) {
  const softphone = await open(await context.newPage(), pairingLink(local.url, OPEN));
  return { softphone, ...(await timesOf(softphone.page)) };
}

/** A later visit, in another tab: the browser has the page's files from its service worker, and knows which number it is. */
export async function laterVisit(context, local) {
  const softphone = await open(await context.newPage(), local.url);
  const times = await timesOf(softphone.page);
  if (!(await softphone.page.evaluate(() => navigator.serviceWorker.controller !== null))) {
    throw new Error("the second visit was not served by the service worker");
  }
  return { softphone, ...times };
}

/** Leaves the page as whoever comes again does: with all of it kept, and no longer registered. */
export async function leave({ page }, exchange) {
  await until("the service worker is active", () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"));
  await page.close();
  await gone(exchange);
}

/** Resolves once the phone cannot be called any more: while it can over an earlier connection too, a call rings twice. */
export function gone(exchange) {
  return until(`${OPEN.client} is gone`, async () => (await exchange.registered(OPEN.client)) === 0);
}

function open(page, url) {
  return Softphone.open(page, url, { before: () => page.addInitScript(momentsKept, { hertz: OUTSIDE_HERTZ, answers: true }) });
}

/** From navigation to ready, and what lay on the way, each in milliseconds after the navigation began. */
async function timesOf(page) {
  const { ready } = await momentsOf(page, ["ready"]);
  const { begin, painted, ends } = await page.evaluate(async () => ({
    begin: performance.timeOrigin,
    painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    ends: performance.getEntriesByType("resource").map(({ name, responseEnd }) => [new URL(name).pathname, responseEnd]),
  }));
  const end = (path) => ends.find(([name]) => path.test(name))[1];
  const parts = {
    page_code: end(/\/assets\/index-.*\.js$/),
    configuration: end(/\/config\.json$/),
    first_paint: painted,
    token: end(/\/retrieve_capability_token$/),
    voice_sdk: end(/\/assets\/twilio-.*\.js$/),
  };
  return { ready: ready - begin, parts };
}
