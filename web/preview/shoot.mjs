// Looks at every screen of the phone: `node preview/shoot.mjs FOLDER [--only=talking,ready] [--language=ja] [--width=320]
// [--scheme=dark]` writes a picture of each screen in each language, width and scheme, and lists what axe finds wrong.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { withBrowser, withPreview } from "./browser.mjs";
import { flawsOf } from "./flaws.mjs";

const SCREENS = [
  "pairing", "pairingInvalid", "pairingKey", "ready", "dialled", "dialledLong", "recents", "recentsClear", "fresh", "starting",
  "reconnecting", "offline", "notRegistered", "wrongKey", "unreachable", "elsewhere", "elsewhereAfterCall", "incoming", "incomingTyping",
  "incomingWithheld", "incomingAbsurd", "connecting", "ringing", "talking", "talkingKeypad", "talkingMuted", "talkingPoor",
  "talkingReconnecting", "talkingCaption", "waiting", "ended", "endedNoAnswer", "endedCaption", "settings", "settingsEnd", "settingsCall", "noDevices",
  "problem-microphoneBlocked", "problem-mediaFailed",
];

/** Screens that take a press to reach: the fixture they start from, and what to do there. */
const REACHED = {
  pairingKey: ["pairing", (page) => page.locator("summary").click()],
  recents: ["ready", (page) => visit(page, ".tabs button:last-child")],
  recentsClear: [
    "ready",
    async (page) => {
      await visit(page, ".tabs button:last-child");
      await page.locator(".recents .danger").click();
    },
  ],
  talkingKeypad: ["talkingMuted", (page) => page.locator("[aria-expanded]").click()],
  settings: ["ready", openSettings],
  settingsEnd: [
    "ready",
    async (page) => {
      await openSettings(page);
      await page.locator("dialog .danger").click();
      await page.locator("dialog").evaluate((dialog) => dialog.scrollTo(0, dialog.scrollHeight));
    },
  ],
  settingsCall: ["incoming", openSettings],
  noDevices: ["noDevices", openSettings],
};

const HEIGHTS = { 320: 568, 390: 844, 1280: 860 };
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder for the pictures");
mkdirSync(folder, { recursive: true });

const screens = chosen("only", SCREENS);
const languages = chosen("language", ["en", "ja", "fr"]);
const widths = chosen("width", Object.keys(HEIGHTS)).map(Number);
const schemes = chosen("scheme", ["light", "dark"]);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let shots = 0;
let faults = 0;
await withPreview((address) =>
  withBrowser({ reducedMotion: "reduce", locale: "en-GB" }, async (context) => {
    const page = context.pages()[0] ?? (await context.newPage());
    page.on("pageerror", (error) => fault("page", error.message));
    await page.goto(address);
    await page.addScriptTag({ path: axe });
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const width of widths) {
        await page.setViewportSize({ width, height: HEIGHTS[width] ?? 800 });
        for (const language of languages) {
          for (const screen of screens) await shoot(page, { screen, language, width, scheme });
        }
      }
    }
  }),
);
console.log(`${shots} pictures, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

async function shoot(page, { screen, language, width, scheme }) {
  const [fixture, reach] = REACHED[screen] ?? [screen, async () => {}];
  const name = `${screen}-${language}-${width}-${scheme}`;
  // The same address twice would be no change of the hash, and the state left behind by the last screen would stay.
  await page.evaluate((hash) => (location.hash = hash), `state=${fixture}&language=${language}&shot=${shots}`);
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted && document.querySelector(".page"), language);
  await page.evaluate(() => window.scrollTo(0, 0));
  await reach(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  shots += 1;
  (await flawsOf(page, ".page *, dialog *")).forEach((flaw) => fault(name, flaw));
}

function openSettings(page) {
  return page.locator(".header button").click();
}

/** Presses what only a narrow screen has. */
async function visit(page, selector) {
  const target = page.locator(selector);
  if (await target.isVisible()) await target.click();
}

function fault(where, what) {
  faults += 1;
  console.log(`${where}: ${what}`);
}

function chosen(flag, all) {
  const given = flags.find((argument) => argument.startsWith(`--${flag}=`));
  return given === undefined ? all : given.slice(flag.length + 3).split(",");
}
