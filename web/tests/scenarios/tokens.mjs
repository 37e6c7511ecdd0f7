import assert from "node:assert/strict";
import { connected } from "../connected.mjs";
import { MOBILE, OPEN, pairingLink } from "../numbers.mjs";
import { until } from "../until.mjs";

/** Longer than a token of sixteen seconds lives up to its renewal. */
const RENEWAL_MS = 15_000;
/** The page tries again only after a pause. */
const RECOVERY_MS = 25_000;

export default {
  async "a token is renewed during a call, which goes on"({ ready }) {
    const { wire, exchange, softphone, outside } = await ready({ tokens: "brief" });
    await connected({ softphone, outside });
    const presented = async () => (await exchange.said("listen")).length;
    const [tokens, listens, calls] = [wire.tokensFetched(), await presented(), await exchange.callsBegun()];
    await until("another token is fetched", () => wire.tokensFetched() > tokens, RENEWAL_MS);
    await until("it is presented", async () => (await presented()) > listens);
    await Promise.all([softphone.hears(), outside.hears()]);
    assert.equal(await exchange.callsBegun(), calls, "a second call was made");
    assert.ok(await outside.isTalking());
    await softphone.hangUp();
    await outside.over("hungUp");
    await softphone.session("ready");
  },

  async "a call fetches another token first, where less than a minute is left"({ ready }) {
    const { wire, exchange, softphone, outside } = await ready({ tokens: "brief" });
    const before = wire.tokensFetched();
    await softphone.dial(MOBILE);
    await outside.rings();
    assert.ok(wire.tokensFetched() > before);
    const [listen] = (await exchange.said("listen")).slice(-1);
    const [invite] = await exchange.said("invite");
    assert.ok(listen.atMs <= invite.atMs, "the call was placed with the old token");
  },

  async "a token that was tampered with is refused, and named with Twilio's code"({ serve, open }) {
    const { wire, url, exchange } = await serve();
    wire.token = tamperedWith;
    const softphone = await open(pairingLink(url, OPEN));
    await softphone.page.getByText(softphone.texts.problem.tokenInvalid).first().waitFor({ timeout: RECOVERY_MS });
    await softphone.says(softphone.texts.problemCode(20101));
    assert.equal(await exchange.registered(OPEN.client), 0);
    wire.token = (token) => token;
    await softphone.session("ready", RECOVERY_MS);
    await softphone.saysNothingOf(softphone.texts.problem.tokenInvalid);
  },

  async "a token that has expired is refused, and named with Twilio's code"({ serve, open }) {
    const { wire, url, exchange } = await serve({ environment: { TOKEN_TTL_SECONDS: "3" } });
    const old = await tokenFrom(url);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    wire.token = () => old;
    const softphone = await open(pairingLink(url, OPEN));
    await softphone.page.getByText(softphone.texts.problem.tokenExpired).first().waitFor({ timeout: RECOVERY_MS });
    await softphone.says(softphone.texts.problemCode(20104));
    assert.equal(await exchange.registered(OPEN.client), 0);
  },
};

/** `token` with another signature of the same length. */
function tamperedWith(token) {
  const [head, payload, signature] = token.split(".");
  return [head, payload, (signature.startsWith("A") ? "B" : "A") + signature.slice(1)].join(".");
}

async function tokenFrom(url) {
  const answer = await fetch(`${url}prod/twilio/retrieve_capability_token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ twilioPhoneNumber: OPEN.number }),
  });
  return (await answer.json()).capabilityToken;
}
