import { AsYouType, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";
import type { E164 } from "./model";

/** Where to look for the country of a number that was written without one. */
export interface Whereabouts {
  /** The phone's own number, once it is known. */
  readonly own: E164 | null;
  /** The browser's languages, the most wanted first: `ja-JP`, `en`. */
  readonly languages: readonly string[];
  /** `Asia/Tokyo`. */
  readonly timeZone: string | null;
  /** What else hints at a country: the prefixes and languages that this installation serves (`+81`, `ja`). */
  readonly served: readonly string[];
}

/** The country that a language is spoken in first, for tags that name none. */
const COUNTRY_OF_LANGUAGE: Readonly<Record<string, CountryCode>> = { ja: "JP", fr: "FR", en: "US" };
const COUNTRY_OF_ZONE: Readonly<Record<string, CountryCode>> = { "Asia/Tokyo": "JP", "Europe/Paris": "FR" };
const COUNTRY_OF_PREFIX: Readonly<Record<string, CountryCode>> = { "+81": "JP", "+33": "FR", "+1": "US", "+44": "GB" };

/** What Twilio puts in the place of a number that the caller keeps back: the words, or the same words spelt on a keypad. */
const WITHHELD = new Set([
  "",
  "anonymous",
  "restricted",
  "blocked",
  "unknown",
  "unavailable",
  "private",
  "+266696687",
  "+7378742833",
  "+2562533",
  "+8566696",
  "+86282452253",
]);

/** Every dash that a keyboard, a web page or a Japanese input method puts between the parts of a number. */
const DASHES = /[\u002d\u00ad\u058a\u2010-\u2015\u2043\u207b\u2212\u2500\u2501\u30fb\u30fc\u3030\ufe58\ufe63\uff0d\uff70]/gu;

/** The country whose national numbers this phone dials, or that it most likely belongs to. */
export function homeCountry(where: Whereabouts): CountryCode {
  return candidates(where)[0] ?? "US";
}

/**
 * The countries that a number without one may belong to, the likeliest first.
 *
 * A phone that has its own number dials that number's country and no other: guessing further could call, and bill, a
 * stranger abroad. While the number is still being typed in, every hint counts, because the server checks the outcome.
 */
export function candidates(where: Whereabouts): readonly CountryCode[] {
  const own = where.own === null ? undefined : parsePhoneNumberFromString(where.own)?.country;
  if (own !== undefined) {
    return [own];
  }
  const found = new Set<CountryCode>();
  const add = (country: CountryCode | undefined) => country !== undefined && found.add(country);
  where.languages.forEach((tag) => add(countryOfTag(tag)));
  add(COUNTRY_OF_ZONE[where.timeZone ?? ""]);
  where.served.forEach((hint) => add(COUNTRY_OF_PREFIX[hint] ?? COUNTRY_OF_LANGUAGE[hint]));
  return [...found];
}

/** `text` in E.164, or `null` where it is no phone number of any of `countries`. */
export function normalise(text: string, countries: readonly CountryCode[]): E164 | null {
  const plain = simplified(text);
  if (plain.startsWith("+")) {
    // The metadata ages: a range that was opened last month is possible, and not yet known to be valid.
    const number = parsePhoneNumberFromString(plain);
    return number?.isPossible() ? (number.number as string as E164) : null;
  }
  for (const country of countries) {
    const number = parsePhoneNumberFromString(plain, country);
    if (number?.isValid()) {
      return number.number as string as E164;
    }
  }
  return null;
}

/** What the dial field shows for `text`; what cannot be formatted (`*`, `#`) stays as it was typed. */
export function formatAsYouType(text: string, country: CountryCode): string {
  const plain = simplified(text);
  return /[^\d+\s().-]/.test(plain) ? plain : new AsYouType(country).input(plain);
}

/** `number` as people of `home` write it: nationally inside the country, internationally elsewhere. */
export function formatted(number: string, home: CountryCode): string {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) {
    return number;
  }
  return parsed.country === home ? parsed.formatNational() : parsed.formatInternational();
}

/** Who calls, from what the network gave: a number, or the name of another client; `null` where it was withheld. */
export function callerOf(from: string | undefined): string | null {
  const caller = (from ?? "").trim().replace(/^(client|sip):/, "");
  return WITHHELD.has(caller.toLowerCase()) ? null : caller;
}

/** Whether a recent call can be called back: a client's name or `anonymous` cannot. */
export function isE164(text: string | null): text is E164 {
  return text !== null && /^\+[1-9]\d{1,14}$/.test(text);
}

/** Full-width digits made plain, every dash the same, and whatever stands around the number (`tel:`, a label) left out. */
function simplified(text: string): string {
  const plain = text.normalize("NFKC").replace(DASHES, "-").replace(/\s+/gu, " ").trim();
  const start = plain.search(/[+\d(*#]/);
  return start < 0 ? plain : plain.slice(start);
}

function countryOfTag(tag: string): CountryCode | undefined {
  const [language = "", ...rest] = tag.split("-");
  const region = rest.find((part) => /^[A-Z]{2}$/.test(part));
  return (region as CountryCode | undefined) ?? COUNTRY_OF_LANGUAGE[language.toLowerCase()];
}
