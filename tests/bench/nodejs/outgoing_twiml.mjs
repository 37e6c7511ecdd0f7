// Tells Twilio which telephone rings when a client calls.
//
// Whatever number the client asks for is dialled: Twilio's package has nothing that says which numbers are dear, or
// emergency services', and so this peer has no policy, unlike the function it is compared with.

import { e164, recentClientFor } from "./directory.mjs";
import { NOT_VALID, connected, forbidden, refused, signedForm, unknownNumber } from "./webhook.mjs";

const CLIENT = "client:";

export async function handler(event) {
  const form = signedForm(event);
  if (!form) return forbidden();
  const { From: from, callerPhoneNumber: caller, callOutgoingPhoneNumber: called } = form;
  if (!from?.startsWith(CLIENT) || !caller || !called) return refused(NOT_VALID);
  // The number comes from the browser, which may send anything; Twilio vouches only for the client's name.
  const client = await recentClientFor(e164(caller));
  if (client?.client_name !== from.slice(CLIENT.length)) return refused(unknownNumber(caller));
  return connected((response) => response.dial({ timeout: 60, callerId: caller }).number(called));
}
