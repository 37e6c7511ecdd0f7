// Asks Twilio's own library for Node.js what the tests want to know.
//
// Reads one JSON request a line and writes one JSON answer a line, `{"answer": ...}` or `{"error": "..."}`, until its
// input ends. `peer.py` does the same with Twilio's Python library; `src/peer.rs` is the other end of both.

// Twilio's library makes tokens and does not read them. `jsonwebtoken`, with which it signs them, reads them here; it is
// not named in package.json, so that it is the very version that the library brings.
import jwt from "jsonwebtoken";
import twilio from "twilio";

const { AccessToken, ClientCapability } = twilio.jwt;

const operations = {
  sign: ({ auth_token, url, parameters }) =>
    twilio.getExpectedTwilioSignature(auth_token, url, asObject(parameters)),

  validate: ({ auth_token, url, parameters, signature }) =>
    twilio.validateRequest(auth_token, signature, url, asObject(parameters)),

  access_token: ({ account_sid, key_sid, key_secret, app_sid, identity, ttl, region }) => {
    const token = new AccessToken(account_sid, key_sid, key_secret, { identity, ttl, region });
    const grant = new AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid: app_sid });
    token.addGrant(grant);
    return token.toJwt();
  },

  capability_token: ({ account_sid, auth_token, app_sid, client_name, ttl }) => {
    const token = new ClientCapability({ accountSid: account_sid, authToken: auth_token, ttl });
    token.addScope(new ClientCapability.IncomingClientScope(client_name));
    token.addScope(new ClientCapability.OutgoingClientScope({ applicationSid: app_sid, clientName: client_name }));
    return token.toJwt();
  },

  decode: ({ token, secret, kind }) => {
    const { header, payload } = jwt.verify(token, secret, { algorithms: ["HS256"], complete: true });
    // What `jsonwebtoken` cannot know: which of Twilio's two kinds of token this is.
    if ((header.cty === "twilio-fpa;v=1") !== (kind === "access")) {
      throw new Error("the token is of the other kind");
    }
    return { header, claims: payload };
  },
};

// The parameters as Express's form parser hands them to the library: a name that is repeated has a list. The object has
// no prototype, because a parameter may be called `__proto__`.
function asObject(parameters) {
  const form = Object.create(null);
  for (const [name, value] of parameters) {
    form[name] = name in form ? [form[name], value].flat() : value;
  }
  return form;
}

function answer(line) {
  try {
    const request = JSON.parse(line);
    return { answer: operations[request.operation](request) };
  } catch (error) {
    return { error: String(error) };
  }
}

// Lines are told apart here, because `readline` also ends them at U+2028 and U+2029, which JSON does not escape.
let unread = "";
process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) {
  const lines = (unread + chunk).split("\n");
  unread = lines.pop();
  for (const line of lines) {
    process.stdout.write(`${JSON.stringify(answer(line))}\n`);
  }
}
