/**
 * Runs the tests where no other machine can be reached, whatever the page or a library of it should try: in a network of their
 * own that has only the loopback, where this machine permits one. Elsewhere Chromium at least finds no other host.
 */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const RUN = fileURLToPath(new URL("run.mjs", import.meta.url));
const LOOPBACK = "ip link set lo up";

const isolation = ["-n", "-rn"].find((flags) => spawnSync("unshare", [flags, "sh", "-c", LOOPBACK]).status === 0);
console.log(
  isolation === undefined
    ? "on this machine's own network, where the browser finds no other host: no other network can be made here"
    : "in a network that has only the loopback",
);
const command = [process.execPath, RUN, ...process.argv.slice(2)];
const [file, ...flags] = isolation === undefined ? command : ["unshare", isolation, "sh", "-c", `${LOOPBACK} && exec "$@"`, "sh", ...command];
const tests = spawn(file, flags, { stdio: "inherit" });
// They clean up behind themselves, and this waits for it.
["SIGINT", "SIGTERM"].forEach((signal) => process.on(signal, () => tests.kill(signal)));
tests.once("error", (error) => {
  console.log(`the tests did not start: ${error.message}`);
  process.exitCode = 1;
});
tests.once("exit", (code) => (process.exitCode = code ?? 1));
