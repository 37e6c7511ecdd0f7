// What the two webhooks have in common: the proof that Twilio sent the request, and the answers.

import twilio from "twilio";

import { body, header } from "./request.mjs";

const { VoiceResponse } = twilio.twiml;
const { TWILIO_AUTH_TOKEN } = process.env;

export const NOT_VALID = "An error occurred. The call cannot be placed, because its request is not valid.";

// The form that Twilio posted, or nothing when its signature is not this account's.
export function signedForm(event) {
  const form = Object.fromEntries(new URLSearchParams(body(event)));
  const { domainName, path } = event.requestContext;
  const signature = header(event, "x-twilio-signature") ?? "";
  const isSigned = twilio.validateRequest(TWILIO_AUTH_TOKEN, signature, `https://${domainName}${path}`, form);
  return isSigned ? form : undefined;
}

export function unknownNumber(number) {
  return `An error occurred. Your Twilio phone number ${number} is invalid.`;
}

// The answer that connects the call.
export function connected(dial) {
  const response = new VoiceResponse();
  dial(response);
  return twiml(response);
}

// The answer that tells the caller why there is no call, and ends it.
export function refused(sentence) {
  const response = new VoiceResponse();
  response.say({ language: "en-US" }, sentence);
  response.hangup();
  return twiml(response);
}

// The answer to whoever is not Twilio.
export function forbidden() {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return { statusCode: 403, headers, body: "X-Twilio-Signature is not this account's" };
}

function twiml(response) {
  return { statusCode: 200, headers: { "content-type": "application/xml" }, body: response.toString() };
}
