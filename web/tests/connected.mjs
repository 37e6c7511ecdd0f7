import { MOBILE } from "./numbers.mjs";

/** Calls out to `number`, which answers, until each side hears the other. */
export async function connected({ softphone, outside }, number = MOBILE) {
  await softphone.dial(number);
  await outside.rings();
  await outside.answer();
  await softphone.talking(number);
  await Promise.all([softphone.hears(), outside.hears()]);
}
