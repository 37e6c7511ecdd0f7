// Draws the PNG icons of `public/` from `public/icon.svg`: `node preview/icons.mjs`, after each change of the drawing.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withBrowser } from "./browser.mjs";

const publicFile = (name) => fileURLToPath(new URL(`../public/${name}`, import.meta.url));
const drawing = readFileSync(publicFile("icon.svg"), "utf8");

await withBrowser({ viewport: { width: 512, height: 512 } }, async (context) => {
  const page = await context.newPage();
  for (const size of [192, 512]) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${drawing}`);
    await page.screenshot({ path: publicFile(`icon-${size}.png`), omitBackground: true });
    // A system cuts a maskable icon to its own shape: the ground fills the square, the jack keeps to the inner 80 %, and the cord runs on.
    await page.setContent(
      `<style>*{margin:0}body{background:#1d2330;height:100vh;display:grid;place-items:center}svg{width:82vw;height:82vh;overflow:visible}</style>${drawing}`,
    );
    await page.screenshot({ path: publicFile(`icon-maskable-${size}.png`) });
  }
});
