/** The page's own texts and numbers, so that no test repeats a sentence that somebody may word better tomorrow. */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const load = async (path) => {
  const file = fileURLToPath(new URL(`../src/${path}`, import.meta.url));
  return (await runnerImport(file, { configFile: false, logLevel: "error" })).module;
};

export const { textsIn, LANGUAGE_NAMES } = await load("i18n/texts.ts");
export const { formatted } = await load("phone/number.ts");
