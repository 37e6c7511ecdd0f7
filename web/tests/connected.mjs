/** A call out to `number` that was answered and is heard; returns the telephone outside. */
export async function connected(relay, softphone, number) {
  await softphone.dial(number);
  const outside = await relay.rings();
  await outside.answer();
  await softphone.talking(number);
  await outside.hears();
  return outside;
}
