// Which client a phone number rings.
//
// A client is an object with a `client_name` and, where a browser must present a key to become it, the key's
// `pairing_key_sha256`.

import { readFileSync } from "node:fs";

// How long a webhook is answered without asking the table again.
const FRESH_MILLISECONDS = 30_000;

const { DIRECTORY_TABLE, DIRECTORY_FILE } = process.env;
const kept = new Map();

// The client that is registered to the number now, or nothing. The table's client is made while the function starts, so
// that no call waits for it.
export const clientFor = DIRECTORY_TABLE ? await table(DIRECTORY_TABLE) : file(DIRECTORY_FILE);

// The client that was registered to the number at most 30 seconds ago, or nothing.
//
// Only for webhooks: a token must not be given for an entry that was removed. Numbers without an entry are not kept, so
// that a number rings as soon as it is registered.
export async function recentClientFor(number) {
  const known = kept.get(number);
  if (known && performance.now() < known.freshUntil) return known.client;
  const client = await clientFor(number);
  if (client) kept.set(number, { client, freshUntil: performance.now() + FRESH_MILLISECONDS });
  return client;
}

// The number without the separators that people write: the key of every directory.
export function e164(written) {
  return written.replaceAll(/[- ]/g, "");
}

async function table(TableName) {
  // Imported here, because a function that reads a file should not wait for an SDK.
  const { DynamoDBClient, GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  const dynamodb = new DynamoDBClient();
  return async (number) => {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: { phone_number: { S: number } } }));
    return Item && { client_name: Item.client_name.S, pairing_key_sha256: Item.pairing_key_sha256?.S };
  };
}

function file(path) {
  const entries = JSON.parse(readFileSync(path, "utf8"));
  const clients = new Map(entries.map((entry) => [entry.phone_number, entry]));
  return async (number) => clients.get(number);
}
