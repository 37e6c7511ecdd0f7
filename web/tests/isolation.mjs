import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const LOOPBACK = "ip link set lo up";

/**
 * Runs the script at `url` with `args` where no other machine can be reached, whatever the page or a library of it should try:
 * in a network of its own that has only the loopback, where this machine permits one. Elsewhere Chromium at least finds no
 * other host. This process ends as the script does.
 */
export function runIsolated(url, args) {
  const isolation = ["-n", "-rn"].find((flags) => spawnSync("unshare", [flags, "sh", "-c", LOOPBACK]).status === 0);
  console.log(
    isolation === undefined
      ? "on this machine's own network, where the browser finds no other host: no other network can be made here"
      : "in a network that has only the loopback",
  );
  const command = [process.execPath, fileURLToPath(url), ...args];
  const [file, ...flags] = isolation === undefined ? command : ["unshare", isolation, "sh", "-c", `${LOOPBACK} && exec "$@"`, "sh", ...command];
  const script = spawn(file, flags, { stdio: "inherit" });
  // It cleans up behind itself, and this waits for it.
  ["SIGINT", "SIGTERM"].forEach((signal) => process.on(signal, () => script.kill(signal)));
  script.once("error", (error) => {
    console.log(`it did not start: ${error.message}`);
    process.exitCode = 1;
  });
  script.once("exit", (code) => (process.exitCode = code ?? 1));
}
