// Tells Twilio which client rings when a telephone calls.

import { e164, recentClientFor } from "./directory.mjs";
import { NOT_VALID, connected, forbidden, refused, signedForm, unknownNumber } from "./webhook.mjs";

export async function handler(event) {
  const form = signedForm(event);
  if (!form) return forbidden();
  const called = form.To;
  if (!called) return refused(NOT_VALID);
  const client = await recentClientFor(e164(called));
  if (!client) return refused(unknownNumber(called));
  return connected((response) => response.dial({ timeout: 60 }).client(client.client_name));
}
