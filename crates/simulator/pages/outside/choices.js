// @ts-check
/** What this telephone is: kept for the tab, so that a reload keeps it and two tabs can be two telephones. */

/** @typedef {{ number: string, withheld: boolean, any: boolean, voice: import("./sound.js").Voice }} Choices */

const KEPT_AS = "outside-phone";
/** The number that a telephone has on the line while it withholds its own. */
export const ANONYMOUS = "anonymous";

/** @type {Choices} */
const AT_FIRST = { number: "+819059876543", withheld: false, any: true, voice: "tone" };

/** What was kept, or what a new telephone is; the address of the page has the last word. @param {URLSearchParams} address @returns {Choices} */
export function readChoices(address) {
  const kept = { ...AT_FIRST, ...readKept() };
  const number = address.get("number");
  const any = address.get("any");
  const voice = address.get("voice");
  if (number === ANONYMOUS) kept.withheld = true;
  else if (number !== null) {
    // A + that was not escaped arrives as a blank.
    kept.number = phoneNumber(number.replace(/^ /, "+")) ?? kept.number;
    kept.withheld = false;
  }
  if (any !== null) kept.any = any !== "0";
  if (voice === "tone" || voice === "microphone") kept.voice = voice;
  return kept;
}

/** @param {Choices} choices */
export function keepChoices(choices) {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify(choices));
  } catch {
    // A browser that keeps nothing still telephones.
  }
}

/**
 * The number as E.164 (`+` and 2 to 15 digits), or null. Blanks, hyphens, dots and brackets are only for the eye, and
 * digits as wide as Japanese letters are digits.
 * @param {string} typed
 */
export function phoneNumber(typed) {
  const number = typed.normalize("NFKC").replace(/[\s().‐-―-]/gu, "");
  return /^\+[1-9]\d{1,14}$/.test(number) ? number : null;
}

/** Another number much like this one: offered where another telephone is this one already. @param {string} number */
export function nextNumber(number) {
  const last = String((Number(number.slice(-2)) + 1) % 100).padStart(2, "0");
  return number.slice(0, -2) + last;
}

/** @returns {Partial<Choices>} */
function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}");
  } catch {
    return {};
  }
}
