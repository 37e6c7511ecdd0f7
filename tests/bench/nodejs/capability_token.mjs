// Gives a browser the token that makes it a client.

import { createHash, timingSafeEqual } from "node:crypto";

import twilio from "twilio";

import { clientFor, e164 } from "./directory.mjs";
import { body, header } from "./request.mjs";

const { AccessToken } = twilio.jwt;
const { VoiceGrant } = AccessToken;
const { TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, TWILIO_APP_SID, ALLOWED_ORIGIN } = process.env;

const TTL_SECONDS = 3600;
const BEARER = "Bearer ";

export async function handler(event) {
  const number = requestedNumber(event);
  if (number === undefined) return answer(400, null);
  const client = await clientFor(number);
  // One answer for every reason, so that nobody learns which numbers are registered.
  return answer(200, client && admits(client, event) ? sign(client.client_name) : null);
}

function requestedNumber(event) {
  try {
    return e164(JSON.parse(body(event)).twilioPhoneNumber);
  } catch {
    return undefined;
  }
}

// Whether the browser presents the key that the client demands, where it demands one.
function admits(client, event) {
  if (client.pairing_key_sha256 == null) return true;
  const authorization = header(event, "authorization");
  if (!authorization?.startsWith(BEARER)) return false;
  const presented = createHash("sha256").update(authorization.slice(BEARER.length)).digest();
  const expected = Buffer.from(client.pairing_key_sha256, "hex");
  return expected.length === presented.length && timingSafeEqual(presented, expected);
}

function sign(name) {
  const token = new AccessToken(TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, {
    identity: name,
    ttl: TTL_SECONDS,
  });
  token.addGrant(new VoiceGrant({ incomingAllow: true, outgoingApplicationSid: TWILIO_APP_SID }));
  return token.toJwt();
}

function answer(statusCode, token) {
  return {
    statusCode,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "access-control-allow-origin": ALLOWED_ORIGIN,
    },
    body: JSON.stringify({ capabilityToken: token, success: token !== null }),
  };
}
