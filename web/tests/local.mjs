import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LOCKED, OPEN } from "./numbers.mjs";

const BINARY = process.env.SWITCHBOARD_LOCAL ?? fileURLToPath(new URL("../../target/debug/switchboard-local", import.meta.url));
/** It builds the page first where the sources are newer. */
const START_MS = 120_000;
/** What would make it use a real account, or a real table. */
const REAL = /^(TWILIO_|AWS_)/;

/**
 * Starts the real `cargo local` on a free port with a directory of its own; `environment` adds to its settings, and `numbers`
 * is a file of webhooks as `--numbers` takes it.
 */
export async function startLocal({ environment = {}, numbers = null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "switchboard-local-"));
  const file = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const directory = file("directory.toml", [OPEN, LOCKED].map(entry).join("\n"));
  const flags = ["--port", "0", "--directory", directory];
  const child = spawn(BINARY, numbers === null ? flags : [...flags, "--numbers", file("numbers.toml", numbers)], {
    env: { ...settings(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = outputOf(child);
  const close = async () => {
    // At once: nothing that it holds would be lost, and an open page holds its connection.
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const banner = await output.until(/Paste these/);
    const port = Number(/http:\/\/localhost:(\d+)/.exec(banner)?.[1]);
    if (!/softphone +http/i.test(banner)) {
      throw new Error(`cargo local could not build the page:\n${banner}`);
    }
    /** From now on the functions cannot tell whom a number rings, and answer 503. */
    const breakDirectory = () => writeFileSync(directory, "[[number");
    return { port, url: `http://localhost:${port}/`, output: () => output.text, breakDirectory, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function settings() {
  // Vite, which reads the texts for these tests, declares this process to be under development; the build must not be.
  const { NODE_ENV: _, ...inherited } = process.env;
  return Object.fromEntries(Object.entries(inherited).filter(([name]) => !REAL.test(name)));
}

function entry({ number, client, key }) {
  const lines = ["[[number]]", `phone_number = "${number}"`, `client_name = "${client}"`];
  return [...lines, ...(key === null ? [] : [`pairing_key_sha256 = "${createHash("sha256").update(key).digest("hex")}"`]), ""].join("\n");
}

/** What `child` has written so far; `until` resolves with it once it has `wanted`. */
function outputOf(child) {
  const output = {
    text: "",
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const failed = (why) => reject(new Error(`cargo local did not start (${why}); is it built?\n${output.text}`));
        const timer = setTimeout(() => failed("no answer in time"), START_MS);
        const read = (chunk) => {
          output.text += chunk;
          if (wanted.test(output.text)) {
            clearTimeout(timer);
            resolve(output.text);
          }
        };
        child.stdout.on("data", read);
        child.stderr.on("data", read);
        child.once("error", (error) => failed(error.message));
        child.once("exit", (code) => failed(`it ended with ${code}`));
      }),
  };
  return output;
}
