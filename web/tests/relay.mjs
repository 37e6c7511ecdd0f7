/**
 * Twilio's part, as far as the tests of the page need it: signalling, the webhooks, and the few verbs of TwiML that the
 * routes answer with. The simulator of `cargo local` will replace this file; until then it stands between the page and
 * `cargo local`, which stays as it is: every request is passed on, and only `config.json` gains where to signal to.
 */
import { createServer, request } from "node:http";
import { WebSocketServer } from "ws";
import { Call, BrowserLeg, newSid } from "./call.mjs";
import { until } from "./until.mjs";

const HEARTBEAT_MS = 5_000;

export class Relay {
  /** Everything that pages have said, in order: `{ identity, type, payload }`. */
  said = [];
  /** Every request that was passed on: `{ method, path }`. */
  requests = [];
  /** Answers requests in place of `cargo local` where it returns a status: `(path) => 503`; with 0 not even that. */
  failing = () => null;
  /** Refuses tokens with this code of Twilio's where it is set. */
  refusing = null;
  /** Whether Twilio can be reached at all. */
  reachable = true;
  /** What went wrong here, so that a test cannot pass by luck. */
  faults = [];

  #local;
  #media;
  #ownNumbers;
  #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  #sockets = new WebSocketServer({ noServer: true });
  #lines = new Set();
  #calls = new Set();
  #outside = [];
  #closed = false;
  #heartbeat = setInterval(() => this.#lines.forEach(({ socket }) => socket.send("\n")), HEARTBEAT_MS);

  /** A relay in front of `local`, with its sound in `media`, where calls to `ownNumbers` come back in. */
  static async start({ local, media, ownNumbers }) {
    const relay = new Relay();
    relay.#local = local;
    relay.#media = media;
    relay.#ownNumbers = ownNumbers;
    relay.#server.on("upgrade", (incoming, socket, head) => relay.#upgrade(incoming, socket, head));
    await new Promise((resolve) => relay.#server.listen(0, "localhost", resolve));
    return relay;
  }

  /** The page's address. Each relay has a port of its own, and each page with it a storage of its own. */
  get url() {
    return `http://localhost:${this.#server.address().port}/`;
  }

  /** The same page at another origin, for a second phone in the same browser. */
  get otherUrl() {
    return this.url.replace("localhost", "127.0.0.1");
  }

  async close() {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    for (const call of this.#calls) {
      await call.end();
    }
    this.#lines.forEach(({ socket }) => socket.terminate());
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The connections over which `identity` can be called at present. */
  registered(identity) {
    return [...this.#lines].filter((line) => line.registered && line.identity === identity);
  }

  /** What `type` of message has been said so far. */
  saidOf(type) {
    return this.said.filter((message) => message.type === type);
  }

  tokensFetched() {
    return this.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/retrieve_capability_token")).length;
  }

  /** Breaks every connection, as a network does that goes away: nobody says goodbye. */
  cut() {
    this.#lines.forEach(({ socket }) => socket.terminate());
  }

  /** Resolves with the next telephone outside that rings, and has not been returned before. */
  async rings() {
    const leg = await until("a telephone outside rings", () => this.#outside.find(({ taken }) => !taken));
    leg.taken = true;
    return leg;
  }

  /** Calls `to` from a telephone outside, by way of the incoming webhook. */
  async callFrom(from, to) {
    const call = this.#newCall();
    const leg = call.outsideCaller(from);
    await this.#ringTo(call, from, to);
    return leg;
  }

  #newCall() {
    const call = new Call(this.#media);
    this.#calls.add(call);
    return call;
  }

  // HTTP.

  #pass(incoming, outgoing) {
    const path = incoming.url;
    this.requests.push({ method: incoming.method, path });
    const status = this.failing(path);
    if (status === 0) {
      outgoing.destroy();
      return;
    }
    if (status !== null) {
      outgoing.writeHead(status).end();
      return;
    }
    const { port } = this.#local;
    const headers = { ...incoming.headers, host: `localhost:${port}` };
    const passed = request({ host: "127.0.0.1", port, path, method: incoming.method, headers }, async (answer) => {
      if (path !== "/config.json" || answer.statusCode !== 200) {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      const config = { ...JSON.parse(await text(answer)), signalling: incoming.headers.host };
      const { "content-length": _, ...rest } = answer.headers;
      outgoing.writeHead(200, rest).end(JSON.stringify(config));
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  }

  /** Asks a route as Twilio would, and returns the TwiML. */
  async #webhook(route, parameters) {
    const answer = await fetch(`http://localhost:${this.#local.port}/prod/twilio/retrieve_twiml/${route}`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ AccountSid: `AC${"0".repeat(32)}`, ApiVersion: "2010-04-01", ...parameters }),
    });
    return answer.text();
  }

  // Signalling.

  #upgrade(incoming, socket, head) {
    if (incoming.url !== "/signal" || !this.reachable) {
      socket.destroy();
      return;
    }
    this.#sockets.handleUpgrade(incoming, socket, head, (opened) => {
      const line = { socket: opened, identity: null, registered: false, send: (type, payload) => send(opened, type, payload) };
      this.#lines.add(line);
      opened.on("close", () => this.#lines.delete(line));
      opened.on("error", () => opened.terminate());
      opened.on("message", async (frame) => {
        try {
          await this.#hear(line, String(frame));
        } catch (error) {
          // Sound that was being set up when the test ended has nowhere to go any more.
          if (!this.#closed) {
            this.faults.push(error);
          }
        }
      });
    });
  }

  #hear(line, frame) {
    if (frame.trim() === "") {
      return;
    }
    const { type, payload } = JSON.parse(frame);
    this.said.push({ identity: line.identity, type, payload });
    const leg = payload.callsid === undefined ? undefined : this.#legOf(payload.callsid, line);
    switch (type) {
      case "listen":
        return this.#listen(line, payload.token);
      case "register":
        line.registered = payload.media.audio;
        return line.send(line.registered ? "ready" : "offline", {});
      case "invite":
        return payload.reconnect === undefined ? this.#invited(line, payload) : this.#reattach(line, leg, payload);
      case "answer":
        return leg?.answered(payload.sdp);
      case "reject":
        return leg?.rejected();
      case "hangup":
        return leg?.hungUp();
      case "dtmf":
        return leg?.pressed(payload.dtmf);
      case "reinvite":
        return this.#media.accept(leg.id, payload.sdp).then((sdp) => line.send("answer", { callsid: payload.callsid, sdp }));
    }
  }

  #listen(line, token) {
    const { exp, iat, grants } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    const now = Date.now() / 1000;
    const refusal = this.refusing ?? (exp <= now ? 31205 : null);
    if (refusal !== null) {
      line.send("error", { error: { code: refusal, message: "refused" } });
      return;
    }
    line.identity = grants.identity;
    const described = { identity: grants.identity, ttl: Math.round(exp - Math.max(iat, now)) };
    line.send("connected", { region: "US_EAST_VIRGINIA", edge: "ashburn", home: "us1", token: described });
  }

  #legOf(sid, line) {
    const legs = [...this.#calls].flatMap((call) => call.browserLegs);
    return legs.find((leg) => leg.isKnownAs(sid) && leg.identity === line.identity && (leg.line === line || leg.line.socket.readyState !== 1));
  }

  /** A softphone calls. */
  async #invited(line, { callsid, sdp, twilio }) {
    const call = this.#newCall();
    const leg = new BrowserLeg(call, line, newSid(), callsid);
    call.caller = leg;
    leg.localAnswer = await this.#media.accept(leg.id, sdp);
    const from = `client:${line.identity}`;
    const wishes = Object.fromEntries(new URLSearchParams(twilio.params));
    const twiml = await this.#webhook("call_outgoing", { CallSid: leg.sid, Direction: "inbound", From: from, To: "", ...wishes });
    if (call.over) {
      return;
    }
    leg.tellRinging();
    const number = /<Number>([^<]+)<\/Number>/.exec(twiml)?.[1];
    const callerId = /callerId="([^"]+)"/.exec(twiml)?.[1];
    if (number === undefined) {
      await call.speakAndEnd();
    } else if (this.#ownNumbers.includes(number)) {
      await this.#ringTo(call, callerId, number);
    } else {
      this.#outside.push(call.outsideCallee(number, callerId));
    }
  }

  /** Somebody calls a number of ours: whoever the incoming route names is rung. */
  async #ringTo(call, from, to) {
    const twiml = await this.#webhook("call_incoming", { CallSid: newSid(), Direction: "inbound", From: from, To: to });
    const client = /<Client>([^<]+)<\/Client>/.exec(twiml)?.[1];
    const lines = client === undefined ? [] : this.registered(client);
    if (lines.length === 0) {
      await call.end();
    } else {
      await call.ring(lines, from);
    }
  }

  #reattach(line, leg, { callsid, reconnect }) {
    if (leg === undefined || leg.reconnect !== reconnect || leg.over) {
      line.send("hangup", { callsid });
    } else {
      leg.line = line;
      line.send("answer", { callsid: leg.sid, reconnect: leg.reconnect });
    }
  }
}

function send(socket, type, payload) {
  if (socket.readyState === socket.OPEN) {
    socket.send(JSON.stringify({ type, payload, version: "1.6" }));
  }
}

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
