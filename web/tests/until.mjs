/** How long anything on this machine may take before a test gives up on it. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 25;

/** Resolves with what `condition` returns once that is truthy; rejects with `what`, or what that returns then, where it never is. */
export async function until(what, condition, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (;;) {
    const outcome = await condition();
    if (outcome) {
      return outcome;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${patience} ms in vain: ${typeof what === "function" ? what() : what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
