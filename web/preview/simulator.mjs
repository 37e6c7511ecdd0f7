// Looks at every screen of the simulator's pages: `node preview/simulator.mjs FOLDER [--only=outside-talking] [--language=ja] [--width=320]
// [--scheme=dark]` writes a picture of each, and lists what axe finds wrong and what the page's rules of security stopped.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";
import { flawsOf } from "./flaws.mjs";
import { EMPTY_JOURNAL, journalOfToday } from "./simulator-samples.mjs";
import { withStage } from "./simulator-stage.mjs";

const NUMBERS = [
  { number: "+815031234567", label: "DeviceId_0001" },
  { number: "+815098765432", label: "<b>顧客</b>_0042, whose label is rather long" },
];
const OWN = "+819059876543";
const CALLER = "+815031234567";

/** The screens of the outside phone: what is in its address, and what happens in it. */
const OUTSIDE = {
  idle: ["", async () => {}],
  noNumbers: ["", async ({ stage }) => stage.say({ type: "numbers", numbers: [] })],
  badNumber: ["to=12", async ({ page }) => page.locator("#to").press("Enter")],
  taken: ["", async ({ stage }) => stage.say({ type: "taken", number: OWN })],
  withheld: ["number=anonymous", async () => {}],
  lost: ["", loseLine],
  calling: ["", dial],
  ringing: ["", ring],
  talking: ["", talk],
  ended: [
    "",
    async (scene) => {
      await talk(scene);
      scene.stage.say({ type: "over", call: scene.call(), reason: "hungUp" });
      await reached(scene.page, "ended");
    },
  ],
  noMicrophone: [
    "voice=microphone",
    async (scene) => {
      await dial(scene);
      await scene.page.locator("#voice-trouble:not(:empty)").waitFor();
    },
  ],
};

/** The screens of the inspector: its journal, the call that is chosen, and what is opened. */
const INSPECTOR = {
  empty: [EMPTY_JOURNAL, "", async () => {}],
  newest: [journalOfToday(), "", async () => {}],
  connections: [journalOfToday(), "", async ({ page }) => open(page, "#connections-block summary")],
  talking: [journalOfToday(), "#CA5f0e2a9b7c0000000000000000000000", async ({ page }) => open(page, ".call:first-child .step:nth-child(-n + 2) summary")],
  fallback: [journalOfToday(), "#CAfa11bac4000000000000000000000000", async () => {}],
  broken: [journalOfToday(), "#CAbad0bad0000000000000000000000000", async () => {}],
  long: [journalOfToday(), "#CA10c6ca11000000000000000000000000", async () => {}],
  gone: [journalOfToday(), "#CA0000", async () => {}],
};

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder for the pictures");
mkdirSync(folder, { recursive: true });

const HEIGHTS = { 320: 568, 390: 844, 1280: 860 };
const only = chosen("only", null);
const languages = chosen("language", ["en", "ja", "fr"]);
const widths = chosen("width", Object.keys(HEIGHTS)).map(Number);
const schemes = chosen("scheme", ["light", "dark"]);

let shots = 0;
let faults = 0;
await withStage((stage) => withBrowser({ reducedMotion: "reduce", locale: "en-GB" }, (context) => shootAll(stage, context)));
console.log(`${shots} pictures, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

async function shootAll(stage, context) {
  for (const scheme of schemes) {
    for (const width of widths) {
      const page = await context.newPage();
      page.on("pageerror", (error) => fault("page", error.message));
      page.on("console", (message) => /Content Security Policy/.test(message.text()) && fault("page", message.text()));
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: HEIGHTS[width] ?? 800 });
      for (const [name, [journal, hash, happen]] of wanted("inspector", INSPECTOR)) {
        stage.journal = journal;
        await visit(page, `${stage.address}/simulator${hash}`);
        await page.locator("[data-calls]").waitFor({ state: "attached" });
        await happen({ page, stage });
        await shoot(page, `inspector-${name}-${width}-${scheme}`);
      }
      for (const language of languages) {
        for (const [name, [address, happen]] of wanted("outside", OUTSIDE)) {
          await showOutside(page, stage, `lang=${language}&${address}`, happen);
          await shoot(page, `outside-${name}-${language}-${width}-${scheme}`);
        }
      }
      await page.close();
    }
  }
}

async function showOutside(page, stage, address, happen) {
  /** What the page said last about a call tells which one it is. */
  let call = "incoming";
  stage.answer = (message) => {
    call = message.call ?? call;
    return message.type === "be" ? [{ type: "numbers", numbers: NUMBERS }] : [];
  };
  stage.refuses = false;
  await visit(page, `${stage.address}/outside?${address}`);
  await page.locator("#directory button").first().waitFor();
  await happen({ page, stage, call: () => call });
}

async function dial({ page }) {
  await page.locator("#directory button").first().click();
  await reached(page, "calling");
}

async function ring({ page, stage }) {
  stage.say({ type: "ringing", call: "incoming", from: CALLER, to: OWN });
  await reached(page, "ringing");
}

async function talk(scene) {
  const { page, stage } = scene;
  await ring(scene);
  await page.locator("#answer").click();
  await page.locator("#time:not(:empty)").waitFor();
  stage.say({ type: "digits", call: scene.call(), digits: "5#7*" });
  stage.say({ type: "say", call: scene.call(), say: 1, language: "ja-JP", text: "ただいま電話に出ることができません。しばらくしてから、もう一度おかけ直しください。" });
  await page.locator("#said:not(:empty)").waitFor();
}

async function loseLine({ page, stage }) {
  stage.refuses = true;
  stage.hangUpLines();
  await page.locator("#notice:not([hidden])").waitFor();
}

function reached(page, state) {
  return page.locator(`main[data-state="${state}"]`).waitFor();
}

/** Opens whatever the selector finds, from the top: what is inside an opened part may be opened too. */
async function open(page, selector) {
  for (const summary of await page.locator(selector).all()) {
    if (await summary.isVisible()) await summary.evaluate((element) => (element.parentElement.open = true));
  }
}

/** Loads an address anew, even where only its hash differs from the last one. */
async function visit(page, address) {
  await page.goto("about:blank");
  await page.goto(address);
}

async function shoot(page, name) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  shots += 1;
  await page.addScriptTag({ url: "/axe.min.js" });
  (await flawsOf(page, "body *")).forEach((flaw) => fault(name, flaw));
}

function wanted(page, screens) {
  return Object.entries(screens).filter(([name]) => only === null || only.includes(`${page}-${name}`));
}

function fault(where, what) {
  faults += 1;
  console.log(`${where}: ${what}`);
}

function chosen(flag, all) {
  const given = flags.find((argument) => argument.startsWith(`--${flag}=`));
  return given === undefined ? all : given.slice(flag.length + 3).split(",");
}
