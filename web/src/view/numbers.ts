import type { Texts } from "../i18n/en";
import type { PhoneState } from "../phone/model";
import { formatAsYouType, formatted, homeCountry, isE164 } from "../phone/number";

/** Longer than any number with its separators; only a name that the network gave can reach it. */
const LONGEST_SHOWN = 40;

/** How this phone writes numbers: as the people of its own country do. */
export interface Numbers {
  /** A number or name as it is shown to people; never longer than a line or two, whatever the network gave. */
  readonly shown: (peer: string | null) => string;
  /** What the dial field shows for what was typed. */
  readonly asTyped: (text: string) => string;
}

export function numbersFor(pairing: PhoneState["pairing"], served: readonly string[], texts: Texts): Numbers {
  const country = homeCountry({
    own: pairing?.number ?? null,
    languages: navigator.languages,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    served,
  });
  return {
    shown: (peer) => {
      if (peer === null) return texts.number.withheld;
      return isE164(peer) ? formatted(peer, country) : shortened(peer);
    },
    asTyped: (text) => formatAsYouType(text, country),
  };
}

/**
 * `text` without what could disturb the line it stands in, cut where it is absurdly long.
 *
 * A caller chooses their own name: control characters and marks that turn the direction of writing would let it disguise
 * itself as something else.
 */
export function shortened(text: string): string {
  const letters = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")];
  return letters.length > LONGEST_SHOWN ? `${letters.slice(0, LONGEST_SHOWN - 1).join("")}…` : letters.join("");
}

/** Where the caret belongs in `shown`, so that the same digits stand before it as stood before `caret` in `typed`. */
export function caretIn(shown: string, typed: string, caret: number): number {
  const digits = significant(typed.slice(0, caret));
  for (let at = 0, passed = 0; at <= shown.length; at += 1) {
    if (passed === digits) return at;
    passed += significant(shown.charAt(at));
  }
  return shown.length;
}

function significant(text: string): number {
  return text.normalize("NFKC").replace(/[^0-9*#+]/g, "").length;
}

/** `text` without the separators that formatting adds; anything that is no plain number stays as it was typed. */
export function plainDigits(text: string): string {
  return /^[\d\s().+\u2010-\u2015-]*$/u.test(text) ? text.replace(/[^\d+]/g, "") : text;
}
