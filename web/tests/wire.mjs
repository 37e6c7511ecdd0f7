/** The network between a page and `cargo local`: passes everything on, and fails as networks do when a test says so. */
import { createServer, request } from "node:http";
import { connect } from "node:net";

const TOKEN_PATH = "/prod/twilio/retrieve_capability_token";

export class Wire {
  /** Every request that came: `{ method, path }`. */
  requests = [];
  /** Answers requests in place of `cargo local` where it returns a status: `(path) => 503`; with 0 not even that. */
  failing = () => null;
  /** Whether Twilio can be reached at all. */
  reachable = true;
  /** What becomes of a token on its way to the page. */
  token = (token) => token;

  #port;
  #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  #lines = new Set();

  /** A wire to the `cargo local` at `port`. */
  static async start(port) {
    const wire = new Wire();
    wire.#port = port;
    wire.#server.on("upgrade", (incoming, socket, head) => wire.#upgrade(incoming, socket, head));
    await new Promise((resolve) => wire.#server.listen(0, "127.0.0.1", resolve));
    return wire;
  }

  get url() {
    return `http://localhost:${this.#server.address().port}/`;
  }

  /** The same page at another origin, for a second phone in the same browser. */
  get otherUrl() {
    return this.url.replace("localhost", "127.0.0.1");
  }

  async close() {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  tokensFetched() {
    return this.requests.filter(({ method, path }) => method === "POST" && path === TOKEN_PATH).length;
  }

  /** Breaks every connection for signalling, as a network does that goes away: nobody says goodbye. */
  cut() {
    this.#lines.forEach((socket) => socket.destroy());
  }

  #pass(incoming, outgoing) {
    const { method, url: path, headers } = incoming;
    this.requests.push({ method, path });
    const status = this.failing(path);
    if (status === 0) {
      outgoing.destroy();
      return;
    }
    if (status !== null) {
      outgoing.writeHead(status).end();
      return;
    }
    // With the page's own `Host`, by which `cargo local` knows what to call the signalling server.
    const passed = request({ host: "127.0.0.1", port: this.#port, path, method, headers }, (answer) =>
      method === "POST" && path === TOKEN_PATH ? this.#passToken(answer, outgoing) : passOn(answer, outgoing),
    );
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  }

  async #passToken(answer, outgoing) {
    const body = JSON.parse(await text(answer));
    if (typeof body.capabilityToken === "string") {
      body.capabilityToken = this.token(body.capabilityToken);
    }
    const { "content-length": _, ...headers } = answer.headers;
    outgoing.writeHead(answer.statusCode, headers).end(JSON.stringify(body));
  }

  #upgrade(incoming, socket, head) {
    if (!this.reachable) {
      socket.destroy();
      return;
    }
    const beyond = connect(this.#port, "127.0.0.1", () => {
      const { method, url, rawHeaders } = incoming;
      const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
      beyond.write([`${method} ${url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
      beyond.write(head);
      socket.pipe(beyond).pipe(socket);
    });
    this.#lines.add(socket);
    socket.on("close", () => {
      this.#lines.delete(socket);
      beyond.destroy();
    });
    beyond.on("close", () => socket.destroy());
    [socket, beyond].forEach((end) => end.on("error", () => end.destroy()));
  }
}

function passOn(answer, outgoing) {
  outgoing.writeHead(answer.statusCode, answer.headers);
  answer.pipe(outgoing);
}

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
