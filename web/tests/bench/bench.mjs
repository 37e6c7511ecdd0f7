/**
 * Measures the page on `cargo local`, in a real Chromium with real sound: `npm run bench -- --out PATH [--runs N]`. What each
 * figure means is written where it is taken: in `visits.mjs`, `call.mjs` and `bundle.mjs`. As for the tests, `SWITCHBOARD_LOCAL`
 * names another executable of `cargo local` than the one in `target/debug`, and `CHROMIUM` another browser.
 *
 * Each run is a browser of its own with an empty profile: a first visit, a second one, and a call in. The telephone outside is
 * in another browser, because of a browser's tabs only the front one is drawn without delay. All of them are on one machine, so
 * no network's delay is in any figure, and whatever else the machine does is in all of them: `min` says what the page takes,
 * the distance to `max` how far to trust the median.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startChromium } from "../chromium.mjs";
import { Exchange } from "../exchange.mjs";
import { startLocal } from "../local.mjs";
import { MOBILE } from "../numbers.mjs";
import { closed, end, isEnding, kept } from "../opened.mjs";
import { OutsidePhone } from "../outside-phone.mjs";
import { until } from "../until.mjs";
import { filesAsked, sizesOf } from "./bundle.mjs";
import { call } from "./call.mjs";
import { figures, figuresByName } from "./figures.mjs";
import { momentsKept } from "./moments.mjs";
import { firstVisit, gone, laterVisit, leave } from "./visits.mjs";
import { SOFTPHONE_HERTZ, writeVoice } from "./voice.mjs";

const { values } = parseArgs({ options: { out: { type: "string" }, runs: { type: "string", default: "15" } } });
const runs = Number(values.runs);
if (values.out === undefined || !Number.isInteger(runs) || runs < 1) {
  console.log("npm run bench -- --out PATH [--runs N]: PATH is written as JSON, N is at least 1");
  process.exit(2);
}
// npm starts this in its own folder, and says from where it was called.
const out = resolve(process.env.INIT_CWD ?? ".", values.out);

try {
  const page = await measured();
  writeFileSync(out, `${JSON.stringify({ page }, null, 2)}\n`);
  console.log(`${values.out} has the figures`);
  await end(0);
} catch (error) {
  if (!isEnding()) {
    console.log(error);
    await end(1);
  }
}

async function measured() {
  const folder = mkdtempSync(join(tmpdir(), "switchboard-voice-"));
  await kept({ close: async () => rmSync(folder, { recursive: true, force: true }) });
  const voice = join(folder, "voice.wav");
  writeVoice(voice);
  const local = await kept(startLocal());
  const exchange = new Exchange(local.url);
  const outside = await outsidePhone(local, exchange);
  const stage = { local, exchange, outside, flags: [`--use-file-for-fake-audio-capture=${voice}`] };

  // What the server and the exchange do for the first time is slower, and is nobody's page. It serves to see what is fetched.
  const { asked } = await run(stage);
  const taken = [];
  while (taken.length < runs) {
    const { asked: _, ...times } = await run(stage);
    taken.push(times);
    const [first, second, sound] = [times.first.ready, times.later.ready, times.call.answer_to_sound].map(Math.round);
    console.log(`run ${taken.length} of ${runs}: ready after ${first} ms, the second time ${second} ms; sound ${sound} ms after the answer`);
  }
  return report(taken, asked);
}

/** A first visit, a second, and a call, in a browser of their own. */
async function run({ local, exchange, outside, flags }) {
  const browser = await kept(startChromium({ flags }));
  const asked = filesAsked(browser.context, local.url);
  const { softphone: visitor, ...first } = await firstVisit(browser.context, local);
  await leave(visitor, exchange);
  const byPage = [...asked.page];
  const { softphone, ...later } = await laterVisit(browser.context, local);
  const times = await call({ softphone, outside });
  await closed(browser);
  await gone(exchange);
  return { first, later, call: times, asked: { page: byPage, worker: [...asked.worker] } };
}

function report(taken, asked) {
  const of = (figure) => figures(taken.map(figure));
  return {
    runs: taken.length,
    navigation_to_ready_ms: of(({ first }) => first.ready),
    navigation_to_ready_parts_ms: figuresByName(taken.map(({ first }) => first.parts)),
    navigation_to_ready_warm_cache_ms: of(({ later }) => later.ready),
    navigation_to_ready_warm_cache_parts_ms: figuresByName(taken.map(({ later }) => later.parts)),
    call_to_ring_ms: of(({ call }) => call.call_to_ring),
    ring_to_sound_ms: of(({ call }) => call.ring_to_sound),
    answer_to_sound_ms: of(({ call }) => call.answer_to_sound),
    answer_to_sound_outside_ms: of(({ call }) => call.answer_to_sound_outside),
    answer_to_sound_parts_ms: figuresByName(taken.map(({ call }) => call.parts)),
    resolution_ms: { shown: 0.1, sound: 10 },
    bundle: sizesOf(asked.page),
    kept_by_service_worker: sizesOf(asked.worker),
  };
}

async function outsidePhone(local, exchange) {
  const { context } = await kept(startChromium());
  const page = await context.newPage();
  await page.addInitScript(momentsKept, { hertz: SOFTPHONE_HERTZ, answers: false });
  const outside = await OutsidePhone.open(page, local.url, { number: MOBILE });
  await until(`${MOBILE} is on the line`, () => exchange.hasTelephone(MOBILE));
  return outside;
}
