/** What no page may do, whatever a test is about: leave this machine, break its own policy, or throw. */
export class Watch {
  /** What the pages wrote to their consoles, for whoever reads why a test failed. */
  lines = [];
  #faults = [];

  page(page) {
    page.on("request", (request) => this.asked(request.url()));
    page.on("websocket", (socket) => this.asked(socket.url()));
    page.on("pageerror", (error) => this.#faults.push(`thrown: ${error.stack ?? error}`));
    page.on("console", (message) => this.#written(message.type(), message.text()));
  }

  /** Service workers ask on nobody's page. */
  workers(context) {
    context.on("request", (request) => this.asked(request.url()));
  }

  asked(address) {
    const { protocol, hostname } = new URL(address);
    if (!["data:", "blob:", "about:"].includes(protocol) && !["localhost", "127.0.0.1"].includes(hostname)) {
      this.#faults.push(`asked another host: ${address}`);
    }
  }

  check() {
    if (this.#faults.length > 0) {
      throw new Error(this.#faults.join("\n"));
    }
  }

  #written(type, text) {
    this.lines.push(`[${type}] ${text}`.slice(0, 300));
    if (/content security policy|permissions policy violation/i.test(text)) {
      this.#faults.push(text);
    }
  }
}
