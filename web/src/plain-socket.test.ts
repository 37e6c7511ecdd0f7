import { expect, it } from "vitest";
import { allowPlainSocket } from "./plain-socket";

class Socket {
  constructor(
    readonly address: string,
    readonly protocols?: string[],
  ) {}
}

it("takes the encryption off the one address of the local signalling server", () => {
  const scope = { WebSocket: Socket as unknown as typeof WebSocket };
  allowPlainSocket("localhost:8080", scope);
  const address = (url: string) => (new scope.WebSocket(url) as unknown as Socket).address;
  expect(address("wss://localhost:8080/signal")).toBe("ws://localhost:8080/signal");
  for (const other of ["wss://voice-js.tokyo.twilio.com/signal", "wss://localhost:8080/other", "wss://localhost:80801/signal"]) {
    expect(address(other)).toBe(other);
  }
});
