import type { Language } from "../phone/model";
import { en, type Texts } from "./en";
import { fr } from "./fr";
import { ja } from "./ja";

const TEXTS: Readonly<Record<Language, Texts>> = { en, ja, fr };

/** Each language's name as its own speakers write it, for the choice of languages. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", ja: "日本語", fr: "Français" };

/** Every text of the page in `language`. */
export function textsIn(language: Language): Texts {
  return TEXTS[language];
}
