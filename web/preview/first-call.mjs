// Makes the pictures of README's first page anew, from a real call: node preview/first-call.mjs (after `cargo build`).
import { fileURLToPath } from "node:url";
import { startChromium } from "../tests/chromium.mjs";
import { startLocal } from "../tests/local.mjs";
import { MOBILE, OPEN, pairingLink } from "../tests/numbers.mjs";
import { OutsidePhone } from "../tests/outside-phone.mjs";
import { Softphone } from "../tests/softphone.mjs";

const picture = (name) => fileURLToPath(new URL(`../../docs/screenshots/${name}.png`, import.meta.url));
const HEIGHT = 860;

const local = await startLocal();
const { context, close } = await startChromium();
try {
  const outside = await OutsidePhone.open(await context.newPage(), local.url, { number: MOBILE });
  const softphone = await Softphone.open(await context.newPage(), pairingLink(local.url, OPEN), { width: 420 });
  await softphone.session("ready");
  await outside.dial(OPEN.number);
  await softphone.button(softphone.texts.call.answer).click();
  await softphone.talking(MOBILE);
  await softphone.hears();
  // A call that has only begun looks like one that has not.
  await softphone.page.waitForTimeout(7_000);
  await softphone.page.setViewportSize({ width: 420, height: HEIGHT });
  await outside.page.setViewportSize({ width: 700, height: HEIGHT });
  await sideBySide([
    [new URL(local.url).host, await softphone.page.screenshot()],
    [`${new URL(local.url).host}/outside`, await outside.page.screenshot()],
  ]);
  await inspector();
} finally {
  await close();
  await local.close();
}

/** Both pages in one picture, each with its address above it. */
async function sideBySide(pages) {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1240, height: HEIGHT + 120 });
  const windows = pages.map(([address, image]) => {
    const shown = address.replace(/:\d+/, ":3000");
    return `<figure><figcaption>${shown}</figcaption><img src="data:image/png;base64,${image.toString("base64")}"></figure>`;
  });
  await page.setContent(`<style>
    body { margin: 0; padding: 32px; display: flex; align-items: flex-start; gap: 32px; justify-content: center; background: #e7e3da; font: 15px system-ui, sans-serif }
    figure { margin: 0; border-radius: 12px; overflow: hidden; background: #fff; box-shadow: 0 10px 30px #0003 }
    figcaption { padding: 10px 16px; background: #d5d0c4; color: #333 }
    img { display: block }
  </style>${windows.join("")}`);
  await page.screenshot({ path: picture("first-call"), fullPage: true });
  await page.close();
}

async function inspector() {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1240, height: HEIGHT });
  await page.goto(`${local.url}simulator`);
  await page.getByText("DeviceId_0001").first().waitFor();
  await page.screenshot({ path: picture("inspector") });
}
