import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Texts } from "../i18n/en";
import type { Intents, Language, PhoneState, PhoneView } from "../phone/model";
import type { Numbers } from "./numbers";

/** What nearly every part of the page needs; in a context, so that no part passes on what it does not use itself. */
export interface Surroundings {
  readonly state: PhoneState;
  readonly intents: Intents;
  readonly onInputLevel: PhoneView["onInputLevel"];
  readonly texts: Texts;
  readonly language: Language;
  readonly numbers: Numbers;
}

export const SurroundingsContext = createContext<Surroundings | null>(null);

/** The phone around a part of the page: its state, its texts and what a person can wish. */
export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (surroundings === null) throw new Error("a part of the phone was rendered outside App");
  return surroundings;
}
