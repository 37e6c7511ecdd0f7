import type { Config, Language } from "./phone/model";

const LANGUAGES: readonly Language[] = ["en", "ja", "fr"];

/**
 * What `text`, the contents of `config.json`, says. A field that is missing or of another shape has the value that suits an
 * API on the page's own host, so that a slip in that file costs one setting and not the phone.
 */
export function parseConfig(text: string): Config {
  const fields = object(JSON.parse(text));
  // In the order of the file, because its first is spoken where the browser asks for none of them.
  const languages = list(fields["languages"]).filter(isLanguage);
  const { signalling } = fields;
  return {
    api: typeof fields["api"] === "string" ? fields["api"].replace(/\/+$/, "") : "/prod",
    edges: Object.fromEntries(
      Object.entries(object(fields["edges"])).map(([prefix, edges]) => [prefix, list(edges)]),
    ),
    languages: languages.length === 0 ? LANGUAGES : languages,
    ...(typeof signalling === "string" && signalling !== "" ? { signalling } : {}),
  };
}

function isLanguage(name: string): name is Language {
  return (LANGUAGES as readonly string[]).includes(name);
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
