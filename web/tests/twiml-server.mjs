import { createServer } from "node:http";

/** A developer's own server of TwiML. */
export class TwimlServer {
  /** Every request that came: `{ path, form }`. */
  requests = [];
  #server;

  constructor(answers) {
    this.#server = createServer(async (incoming, outgoing) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const { pathname } = new URL(incoming.url, this.url);
      this.requests.push({ path: pathname, form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())) });
      const { status = 200, type = "application/xml", body = "" } = answers[pathname] ?? { status: 404 };
      outgoing.writeHead(status, { "content-type": type }).end(body);
    });
  }

  /** Answers each path of `answers` with its `{ status, type, body }`, and any other with 404. */
  static async start(answers) {
    const server = new TwimlServer(answers);
    await new Promise((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url() {
    return `http://localhost:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
