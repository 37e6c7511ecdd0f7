/** What is wrong with a page in which axe is loaded: axe's own findings, and the first of `elements` that reaches beyond the screen. */
export async function flawsOf(page, elements) {
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  });
  const beyond = await page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > window.innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 80)),
    elements,
  );
  return [...found, ...beyond.slice(0, 1).map((element) => `reaches beyond the screen: ${element}`)];
}
