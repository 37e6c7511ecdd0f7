/** A sentence that the other end says as text, and how it is known there. */
export interface Said {
  readonly say: number;
  readonly text: string;
  /** A language tag, such as `en-US`. */
  readonly language: string;
}

/** A tag that is none would make a page that the browser cannot read aloud; shapes only, as in RFC 5646. */
const LANGUAGE_TAG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/** What `content`, JSON as text, says; `null` where it is nothing to be said. */
export function parseSaid(content: unknown): Said | null {
  const { say, text, language } = fields(content);
  if (!Number.isSafeInteger(say) || typeof text !== "string" || typeof language !== "string") {
    return null;
  }
  return text.trim() === "" || !LANGUAGE_TAG.test(language) ? null : { say: say as number, text, language };
}

function fields(content: unknown): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = typeof content === "string" ? JSON.parse(content) : content;
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
