// Serves the simulator's two pages with its rules of security, and plays the simulator behind them: a journal and a line that do as they are told.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { WebSocketServer } from "ws";

const PAGES = new URL("../../crates/simulator/pages/", import.meta.url);
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self' blob: mediastream:; img-src 'self' data:";

/**
 * Runs `work` with a stage: its `journal` is what the inspector fetches; `say` tells every outside phone something, `answer` is asked
 * what to reply to each message of one, and `refuses` closes the line to all of them.
 */
export async function withStage(work) {
  const stage = { journal: null, answer: () => [], refuses: false };
  const listeners = new Set();
  const server = createServer((request, response) => serve(request, response, stage, listeners).catch(() => response.writeHead(404).end()));
  const lines = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (stage.refuses || request.url !== "/outside/line") return socket.destroy();
    lines.handleUpgrade(request, socket, head, (line) =>
      line.on("message", (text) => stage.answer(JSON.parse(text)).forEach((message) => line.send(JSON.stringify(message)))),
    );
  });
  stage.say = (message) => lines.clients.forEach((line) => line.send(JSON.stringify(message)));
  stage.hangUpLines = () => lines.clients.forEach((line) => line.terminate());
  stage.change = (journal) => {
    stage.journal = journal;
    listeners.forEach((listener) => listener.write("data: changed\n\n"));
  };
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  stage.address = `http://127.0.0.1:${server.address().port}`;
  try {
    return await work(stage);
  } finally {
    stage.hangUpLines();
    server.closeAllConnections();
    server.close();
  }
}

async function serve(request, response, stage, listeners) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/simulator/calls") return send(response, "application/json", JSON.stringify(stage.journal));
  if (pathname === "/simulator/events") {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": \n\n");
    listeners.add(response);
    return response.on("close", () => listeners.delete(response));
  }
  // Loaded from here because the pages run no script from anywhere else.
  if (pathname === "/axe.min.js") return send(response, TYPES[".js"], await readFile(AXE));
  const [, page, file] = /^\/(outside|simulator)(?:\/([\w-]+\.(?:css|js)))?$/.exec(pathname) ?? [];
  const folder = page === "simulator" ? "inspector" : page;
  const name = `${folder}/${file ?? `${folder}.html`}`;
  return send(response, TYPES[extname(name)], await readFile(new URL(name, PAGES)));
}

function send(response, type, body) {
  response.writeHead(200, { "content-type": type, "content-security-policy": POLICY, "cache-control": "no-store" }).end(body);
}
