/**
 * Lets connections to `host` (`host:port`), and to nobody else, go over `ws:` though they were asked for with `wss:`.
 *
 * Twilio's SDK always asks for `wss:`. The signalling server of `cargo local` has no certificate, and needs none: it is only
 * used by a page that itself came over plain http from the same machine. Must run before the SDK is loaded, which takes hold
 * of `WebSocket` when its module is evaluated.
 */
export function allowPlainSocket(host: string, scope: { WebSocket: typeof WebSocket }): void {
  const Secure = scope.WebSocket;
  scope.WebSocket = class extends Secure {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(plain(String(url), host), protocols);
    }
  };
}

function plain(url: string, host: string): string {
  return url === `wss://${host}/signal` ? `ws://${host}/signal` : url;
}
