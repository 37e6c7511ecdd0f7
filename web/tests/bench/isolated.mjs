import { runIsolated } from "../isolation.mjs";

runIsolated(new URL("bench.mjs", import.meta.url), process.argv.slice(2));
