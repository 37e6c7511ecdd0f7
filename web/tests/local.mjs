import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BINARY = process.env.SWITCHBOARD_LOCAL ?? fileURLToPath(new URL("../../target/debug/switchboard-local", import.meta.url));
/** It builds the page first where the sources are newer. */
const START_MS = 120_000;

/** Two phones: one that anybody on this machine may be, one that asks for its key. */
export const OPEN = { number: "+815031234567", client: "DeviceId_0001", key: null };
export const LOCKED = { number: "+815031234568", client: "DeviceId_0002", key: "correct horse battery staple" };

/** Starts the real `cargo local` on a free port with a directory of its own; `environment` adds to its settings. */
export async function startLocal(environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), "switchboard-directory-"));
  const directory = join(folder, "directory.toml");
  writeFileSync(directory, [OPEN, LOCKED].map(entry).join("\n"));
  // Vite, which reads the texts for these tests, declares this process to be under development; the build must not be.
  const { NODE_ENV: _, ...inherited } = process.env;
  const child = spawn(BINARY, ["--port", "0", "--directory", directory], {
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const close = async () => {
    // It ends politely on SIGINT, but only once every connection is idle, which an open page's need not be.
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const banner = await bannerOf(child);
    const port = Number(/http:\/\/localhost:(\d+)/.exec(banner)?.[1]);
    if (!/softphone +http/.test(banner)) {
      throw new Error(`cargo local could not build the page:\n${banner}`);
    }
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function entry({ number, client, key }) {
  const lines = ["[[number]]", `phone_number = "${number}"`, `client_name = "${client}"`];
  return [...lines, ...(key === null ? [] : [`pairing_key_sha256 = "${createHash("sha256").update(key).digest("hex")}"`]), ""].join("\n");
}

function bannerOf(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const failed = (why) => reject(new Error(`cargo local did not start (${why}); is it built?\n${output}`));
    const timer = setTimeout(() => failed("no answer in time"), START_MS);
    const read = (chunk) => {
      output += chunk;
      if (output.includes("Paste these")) {
        clearTimeout(timer);
        resolve(output);
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => failed(error.message));
    child.once("exit", (code) => failed(`it ended with ${code}`));
  });
}
