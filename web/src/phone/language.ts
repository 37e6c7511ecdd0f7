import type { Language } from "./model";
import type { Memory } from "./storage";

const NAME = "language";

/** The language that was chosen here, else the first that the browser asks for and that is offered, else the first offered. */
export function chooseLanguage(memory: Memory, wanted: readonly string[], offered: readonly Language[]): Language {
  const kept = memory.read(NAME);
  const asked = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return (
    offered.find((language) => language === kept) ??
    asked.flatMap((tag) => offered.filter((language) => language === tag))[0] ??
    offered[0] ??
    "en"
  );
}

export function keepLanguage(memory: Memory, language: Language): void {
  memory.write(NAME, language);
}
