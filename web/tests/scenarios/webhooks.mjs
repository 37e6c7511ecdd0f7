import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { MOBILE, OPEN } from "../numbers.mjs";
import { until } from "../until.mjs";

/** What Twilio says to whoever calls a number that it has no TwiML for. */
const APOLOGY = /application error has occurred/;
const RING = readFileSync(new URL("../../public/sounds/ring.wav", import.meta.url));
const response = (...verbs) => ({ body: `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs.join("")}</Response>` });

/** What can be wrong with a webhook, by the number that asks it: its answer, and what Twilio's debugger calls that. */
const FAULTS = {
  "+815031000001": { path: "/status", answer: { status: 503 }, code: 11200 },
  "+815031000002": { path: "/type", answer: { type: "application/json", body: "{}" }, code: 12300 },
  "+815031000003": { path: "/ill-formed", answer: { body: "<Response><Say>Hello</Response>" }, code: 12100 },
  "+815031000004": { path: "/unknown", answer: response("<Shout>Hello</Shout>", '<Say language="en-US">Hello.</Say>'), code: 12200, severity: "warning" },
  "+815031000005": { path: null, code: 11205 },
};

export default {
  async "where the function fails, the fallback speaks, to whoever calls and whoever is called"({ ready }) {
    const { local, exchange, softphone, outside } = await ready();
    exchange.faultsExpected = true;
    local.breakDirectory();
    await outside.dial(OPEN.number);
    const { text } = await outside.said();
    assert.doesNotMatch(text, APOLOGY);
    await outside.over("hungUp", 15_000);
    await softphone.dial(MOBILE);
    await softphone.talking(MOBILE);
    assert.equal((await softphone.caption()).text, text);
    await softphone.call(softphone.texts.call.ended.hungUp, MOBILE);
    assert.deepEqual((await exchange.requests("voice")).map(({ status }) => status), [503, 503]);
    const fallbacks = await exchange.requests("fallback");
    assert.deepEqual(fallbacks.map(({ status }) => status), [200, 200]);
    assert.ok(fallbacks.every(({ parameters }) => Object.fromEntries(parameters).ErrorCode === "11200"));
  },

  async "a developer's own server is asked, its fallback too, and told when the call is over"({ serve, telephone, twiml }) {
    const server = await twiml({
      "/voice": { status: 500 },
      "/sorry": response('<Say language="fr-FR">Rappelez plus tard.</Say>'),
      "/status": {},
    });
    const at = (path) => `${server.url}${path}`;
    const numbers = number("+815031000009", { voice_url: at("/voice"), voice_fallback_url: at("/sorry"), status_callback: at("/status") });
    const served = await serve({ numbers });
    served.exchange.faultsExpected = true;
    const outside = await telephone(served);
    await outside.dial("+815031000009");
    assert.deepEqual(await outside.said(), { text: "Rappelez plus tard.", language: "fr-FR" });
    await outside.over("hungUp");
    await until("the server is told", () => server.requests.length === 3);
    assert.deepEqual(server.requests.map(({ path }) => path), ["/voice", "/sorry", "/status"]);
    const [voice, , status] = server.requests.map(({ form }) => form);
    assert.deepEqual([voice.From, voice.To, voice.CallStatus], [MOBILE, "+815031000009", "ringing"]);
    assert.deepEqual([status.CallSid, status.CallStatus], [voice.CallSid, "completed"]);
  },

  async "without a fallback the caller hears that there was an error, which the inspector explains"({ serve, telephone, twiml, page }) {
    const answers = Object.values(FAULTS).filter(({ path }) => path !== null);
    const server = await twiml(Object.fromEntries(answers.map(({ path, answer }) => [path, answer])));
    const gone = await twiml({});
    const nowhere = gone.url;
    await gone.close();
    const numbers = Object.entries(FAULTS).map(([at, { path }]) => number(at, { voice_url: path === null ? nowhere : `${server.url}${path}` }));
    const served = await serve({ numbers: numbers.join("\n") });
    const { exchange, local } = served;
    exchange.faultsExpected = true;
    const outside = await telephone(served);
    for (const [dialled, { code, severity = "error" }] of Object.entries(FAULTS)) {
      await outside.dial(dialled);
      const { text } = await outside.said();
      assert.match(text, severity === "error" ? APOLOGY : /^Hello\.$/, `${code}`);
      await outside.hangUp();
      const faults = await until(`${code} is reported`, async () => {
        const found = (await exchange.faults()).filter((fault) => fault.code === code);
        return found.length > 0 && found;
      });
      assert.deepEqual(faults.map(({ severity }) => severity), [severity]);
    }
    const inspector = await page();
    await inspector.goto(new URL("simulator", local.url).href);
    for (const { code } of Object.values(FAULTS)) {
      await inspector.getByRole("navigation", { name: "Calls" }).getByRole("link").filter({ hasText: `${code}` }).click();
      await inspector.locator(`a[href="https://www.twilio.com/docs/api/errors/${code}"]`).first().waitFor();
    }
  },

  async "what a webhook plays is heard outside"({ serve, telephone, twiml }) {
    const server = await twiml({
      "/voice": response('<Pause length="1"/>', "<Play>ring.wav</Play>", '<Pause length="2"/>', "<Hangup/>"),
      "/ring.wav": { type: "audio/wav", body: RING },
    });
    const served = await serve({ numbers: number("+815031000008", { voice_url: `${server.url}/voice` }) });
    const outside = await telephone(served);
    await outside.dial("+815031000008");
    await outside.hears();
    const [played] = await until("it was fetched", async () => {
      const requests = await served.exchange.requests("play");
      return requests.length > 0 && requests;
    });
    assert.deepEqual([played.method, played.status, played.contentType], ["GET", 200, "audio/wav"]);
    await until("silence after it", async () => (await outside.energyWithin(500)) < 1e-6);
    await outside.over("hungUp", 15_000);
  },

  async "a developer's own App is asked when the softphone calls, and heard"({ ready, twiml }) {
    const server = await twiml({
      "/app": response('<Say language="ja-JP">こんにちは。</Say>', '<Play loop="5">/ring.wav</Play>'),
      "/ring.wav": { type: "audio/wav", body: RING },
    });
    const numbers = ["[app]", `voice_url = "${server.url}/app"`].join("\n");
    const { softphone } = await ready({ numbers, outside: null });
    await softphone.dial(MOBILE);
    await softphone.talking(MOBILE);
    assert.deepEqual(await softphone.caption(), { text: "こんにちは。", language: "ja-JP" });
    await softphone.hears();
    await softphone.hangUp();
    await softphone.ended("hungUp");
    const [{ form }] = server.requests;
    assert.deepEqual([form.From, form.callerPhoneNumber, form.callOutgoingPhoneNumber], [`client:${OPEN.client}`, OPEN.number, MOBILE]);
  },
};

/** A number with webhooks of its own, as `--numbers` takes it. */
function number(phoneNumber, settings) {
  const lines = Object.entries({ phone_number: phoneNumber, ...settings }).map(([name, value]) => `${name} = "${value}"`);
  return ["[[number]]", ...lines, ""].join("\n");
}
