/** What an error that was thrown or raised says, without its prose. */

/** Twilio's code: it has five digits; the browser's own errors carry small ones from another age. */
export function codeOf(error: unknown): number | null {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return typeof code === "number" && code >= 10_000 ? code : null;
}

/** The browser's own name for it, such as `NotAllowedError`. */
export function nameOf(error: unknown): string | null {
  return error instanceof Error || error instanceof DOMException ? error.name : null;
}
