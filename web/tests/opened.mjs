/** What was started for a run, all of which has to end with it: no browser and no server may be left behind. */

const opened = [];
let ending = false;

process.on("SIGINT", () => void end(130));
process.on("SIGTERM", () => void end(143));

/** Whether the run is coming to its end, in which things fail that are closed beneath it. */
export function isEnding() {
  return ending;
}

/** Returns what `starting` brings, to be closed at the end. */
export async function kept(starting) {
  const started = await starting;
  opened.push(started);
  return started;
}

/** Closes what was kept, before the end. */
export async function closed(thing) {
  opened.splice(opened.indexOf(thing), 1);
  await thing.close();
}

/** Ends everything that was started, whatever state it is in, and this process with `status`. */
export async function end(status) {
  if (ending) {
    return;
  }
  ending = true;
  for (const thing of opened.reverse()) {
    await thing.close().catch(() => undefined);
  }
  process.exit(status);
}
