/**
 * Tests of the real page, from `cargo local`, in a real Chromium, with real sound: `npm run e2e [part of a test's name]`.
 *
 * A few browsers and one `cargo local` serve all of them; each test gets a relay on a port of its own, and with it pages
 * whose storage, tabs and service worker are nobody else's.
 */
import { startChromium } from "./chromium.mjs";
import { startLocal } from "./local.mjs";
import { Media } from "./media.mjs";
import { Stage } from "./stage.mjs";
import { Watch } from "./watch.mjs";

const FILES = ["budget", "pairing", "calls", "session", "tabs", "keyboard", "screens"];
/** Many tests wait for a pause of the page's own to pass; another one has the processor meanwhile. */
const LANES = 2;
const TEST_MS = 40_000;
const ALL_MS = 600_000;

const wanted = process.argv.slice(2).join(" ");
const begun = Date.now();
const opened = [];
const failures = [];
/** Failed once. Sound, drawing and timers are real here, and a machine that does something else can be late for each. */
const doubtful = [];
let ending = false;

setTimeout(() => {
  console.log(`not finished after ${ALL_MS / 1000} s`);
  void end(1);
}, ALL_MS).unref();
// Whatever happens here, no browser and no server may be left behind.
process.once("uncaughtException", (error) => {
  console.log(error);
  void end(1);
});
process.once("SIGINT", () => void end(130));
process.once("SIGTERM", () => void end(143));

try {
  const local = await kept(startLocal());
  // Tokens of sixteen seconds: a test sees them run out, and each call finds less than a minute left.
  const brief = await kept(startLocal({ TOKEN_TTL_SECONDS: "16" }));
  const everywhere = new Watch();
  const lanes = await Promise.all(Array.from({ length: LANES }, () => lane({ local, brief, everywhere })));
  const queue = await tests();
  // The first measures time, and needs the machine to itself.
  await run(...queue.shift(), lanes[0]);
  await Promise.all(lanes.map(async (shared) => {
    while (queue.length > 0 && !ending) {
      await run(...queue.shift(), shared);
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
if (!ending) {
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
async function lane({ local, brief, everywhere }) {
  const { context } = await kept(startChromium());
  everywhere.workers(context);
  return { context, media: await Media.open(context), local, brief };
}

async function kept(starting) {
  const started = await starting;
  opened.push(started);
  return started;
}

/** Ends everything that was started here, whatever state it is in. */
async function end(status) {
  if (ending) {
    return;
  }
  ending = true;
  for (const thing of opened.reverse()) {
    await thing.close().catch(() => undefined);
  }
  process.exit(status);
}

/** Returns whether the test passed; where it did not, it is kept to be run once more. */
async function run(name, test, shared) {
  const stage = new Stage(shared);
  const start = Date.now();
  const notes = [];
  let problem = null;
  try {
    await Promise.race([test({ ...stage.means(), note: (text) => notes.push(text) }), late()]);
    stage.check();
  } catch (error) {
    problem = error;
    await stage.pictures(name);
  }
  await stage.close();
  if (ending) {
    return false;
  }
  notes.push(`${((Date.now() - start) / 1000).toFixed(1)} s`);
  console.log(`${problem === null ? "ok    " : "FAILED"} ${name} (${notes.join(", ")})`);
  if (problem !== null) {
    doubtful.push([name, test]);
    console.log([problem.stack ?? String(problem), ...stage.watch.lines.slice(-30)].join("\n").replace(/^/gm, "    "));
  }
  return problem === null;
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`not over after ${TEST_MS / 1000} s`)), TEST_MS).unref());
}
