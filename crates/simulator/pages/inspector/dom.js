// @ts-check
/** Makes elements, and keeps them: a list that changes keeps the nodes it had, with their open details, focus and place. */

/**
 * An element with a class and what it holds; strings become text, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} name its class, or nothing
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, name = "", ...children) {
  const made = document.createElement(tag);
  if (name !== "") made.className = name;
  made.append(...children);
  return made;
}

/** The element of an id, which the page is known to have. @param {string} id */
export function part(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

/** Something to open, filled only once somebody opens it. @param {Node | string} summary @param {() => Node} fill @param {boolean} [open] */
export function disclosure(summary, fill, open = false) {
  const details = element("details", "", element("summary", "", summary));
  details.open = open;
  const fillOnce = () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(fill());
  };
  details.addEventListener("toggle", fillOnce);
  fillOnce();
  return details;
}

/** @type {WeakMap<Element, Map<string, { node: Element, written: string }>>} */
const kept = new WeakMap();

/**
 * Makes the children of `parent` those of `entries`, in their order. A node is made once for a key, and written again only when its entry changed.
 * @template Entry
 * @template {Element} Kept
 * @param {Element} parent
 * @param {readonly Entry[]} entries
 * @param {{ key: (entry: Entry) => string, make: (entry: Entry) => Kept, write: (node: Kept, entry: Entry) => void }} how
 */
export function keep(parent, entries, { key, make, write }) {
  const before = kept.get(parent) ?? new Map();
  /** @type {Map<string, { node: Kept, written: string }>} */
  const after = new Map();
  for (const entry of entries) {
    // Two entries of one key are told apart by their order.
    let name = key(entry);
    while (after.has(name)) name += "'";
    const state = before.get(name) ?? { node: make(entry), written: "" };
    const now = JSON.stringify(entry);
    if (state.written !== now) write(state.node, entry);
    state.written = now;
    after.set(name, state);
  }
  for (const [name, { node }] of before) {
    if (!after.has(name)) node.remove();
  }
  let place = parent.firstElementChild;
  for (const { node } of after.values()) {
    if (node === place) place = node.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  kept.set(parent, after);
}

/** Fills a node anew and leaves open what was open. @param {Element} node @param {...(Node | string)} children */
export function refill(node, ...children) {
  const open = [...node.querySelectorAll("details")].map((details) => details.open);
  node.replaceChildren(...children);
  node.querySelectorAll("details").forEach((details, place) => {
    const before = open[place];
    if (before !== undefined) details.open = before;
  });
}
