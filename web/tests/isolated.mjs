import { runIsolated } from "./isolation.mjs";

runIsolated(new URL("run.mjs", import.meta.url), process.argv.slice(2));
