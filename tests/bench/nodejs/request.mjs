// What a proxy event of API Gateway's says that its request was.

// The body as it was sent: an event may hold it as base64.
export function body(event) {
  const sent = event.body ?? "";
  return event.isBase64Encoded ? Buffer.from(sent, "base64").toString() : sent;
}

// The value of a header, or nothing. Names are compared without their case, which differs between HTTP/1.1 and HTTP/2.
export function header(event, name) {
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
