/**
 * Tests of the real page, with Twilio's part played by `cargo local`, in a real Chromium, with real sound:
 * `npm run e2e [part of a test's name]`.
 *
 * A few browsers serve all of them. Each test gets a `cargo local` of its own on a free port, and with it pages whose storage,
 * tabs and service worker are nobody else's, and an exchange in which nobody else telephones.
 */
import { startChromium } from "./chromium.mjs";
import { startLocal } from "./local.mjs";
import { end, isEnding, kept } from "./opened.mjs";
import { Stage } from "./stage.mjs";
import { Watch } from "./watch.mjs";

const FILES = ["budget", "fifty", "pairing", "calls", "talking", "refusals", "tokens", "network", "webhooks", "tabs", "keyboard", "screens"];
/** Many tests wait for a pause of the page's own to pass; another one has the processor meanwhile. */
const LANES = 2;
/** How long a test may take that asks for no more by `patience`. */
const TEST_MS = 40_000;
const ALL_MS = 600_000;

const wanted = process.argv.slice(2).join(" ");
const begun = Date.now();
const failures = [];
/** Failed once. Sound, drawing and timers are real here, and a machine that does something else can be late for each. */
const doubtful = [];

setTimeout(() => {
  console.log(`not finished after ${ALL_MS / 1000} s`);
  void end(1);
}, ALL_MS).unref();
// Whatever happens here, no browser and no server may be left behind.
process.once("uncaughtException", (error) => {
  console.log(error);
  void end(1);
});

try {
  // Builds the page where that is to be done, which two at a time would do into the same folder.
  await (await startLocal()).close();
  const everywhere = new Watch();
  const lanes = await Promise.all(Array.from({ length: LANES }, () => lane(everywhere)));
  const queue = await tests();
  // The first measures time, and needs the machine to itself.
  await run(...queue.shift(), lanes[0]);
  await Promise.all(lanes.map(async (context) => {
    while (queue.length > 0 && !isEnding()) {
      await run(...queue.shift(), context);
    }
  }));
  for (const [name, test] of doubtful.splice(0)) {
    console.log(`once more, with the machine to itself: ${name}`);
    if (!(await run(name, test, lanes[0]))) failures.push(name);
  }
  everywhere.check();
} catch (error) {
  failures.push("all of them together");
  console.log(error);
}
if (!isEnding()) {
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  console.log(failures.length === 0 ? `all passed in ${seconds} s` : `${failures.length} failed in ${seconds} s: ${failures.join("; ")}`);
  await end(failures.length === 0 ? 0 : 1);
}

async function tests() {
  const modules = await Promise.all(FILES.map((file) => import(`./scenarios/${file}.mjs`)));
  const found = modules.flatMap((module) => Object.entries(module.default)).filter(([name]) => name.includes(wanted));
  if (found.length === 0) {
    throw new Error(`no test has ${wanted} in its name`);
  }
  return found;
}

/** A browser of its own, because only the front one of a browser's tabs is drawn without delay. */
async function lane(everywhere) {
  const { context } = await kept(startChromium());
  everywhere.workers(context);
  return context;
}

/** Returns whether the test passed; where it did not, it is kept to be run once more. */
async function run(name, test, context) {
  const stage = new Stage(context);
  const start = Date.now();
  const notes = [];
  let problem = null;
  try {
    await Promise.race([test({ ...stage.means(), note: (text) => notes.push(text) }), late(test.patience ?? TEST_MS)]);
    await stage.check();
  } catch (error) {
    problem = error;
    await stage.pictures(name);
  }
  await stage.close();
  if (isEnding()) {
    return false;
  }
  notes.push(`${((Date.now() - start) / 1000).toFixed(1)} s`);
  console.log(`${problem === null ? "ok    " : "FAILED"} ${name} (${notes.join(", ")})`);
  if (problem !== null) {
    doubtful.push([name, test]);
    console.log([problem.stack ?? String(problem), ...stage.lines().slice(-30)].join("\n").replace(/^/gm, "    "));
  }
  return problem === null;
}

function late(patience) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`not over after ${patience / 1000} s`)), patience).unref());
}
