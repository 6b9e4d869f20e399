/** `ws://host:port/path` and `wss://host:port/path`: who calls is one of ours from its first byte, upgraded or not. */
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServerOptions } from 'ws';
import { WebSocketServer } from 'ws';
import type { FaultCode } from '../contract/faults.ts';
import { printable } from '../contract/printable.ts';
import type { ListeningTransport, Place, WireFacts } from '../contract/transport.ts';
import { receive } from './accept.ts';
import { fault } from './fault.ts';
import { faultOf } from './system-fault.ts';
import { ACCEPTED, boundAt, callerOf, openFacts } from './tcp-listen.ts';
import { securing } from './tls-accept.ts';
import { AcceptedWebSocket } from './websocket-accepted.ts';
import { refusalOf } from './websocket-opening.ts';
import type { Refusal } from './websocket-opening.ts';
import { CLOSE_TIMEOUT } from './websocket.ts';

/** Whose request it is, while it has not been answered. */
interface Visitor {
  readonly wire: AcceptedWebSocket;
  readonly url: string;
  readonly facts: () => WireFacts;
  /** The socket went before it was a WebSocket. */
  readonly gone: () => void;
}

/** What an opening has to say: a few hundred bytes, and cookies. */
const MOST_HEADERS = 16_384;

export const webSocketListening = (): ListeningTransport => ({
  listen: (place, sink) => {
    const visitors = new WeakMap<Duplex, Visitor>();
    const http = openings(place, visitors);
    const server = createServer(ACCEPTED);
    const { host, port, backlog } = place;
    const secured = place.tls === undefined ? null : securing(place);
    return receive(
      server,
      place,
      sink,
      {
        callerOf,
        addressOf: boundAt,
        take: (raw, url, accepting) => {
          const wire = new AcceptedWebSocket(url, accepting);
          const { socket, facts, refusal } = secured?.secure(raw, url) ?? {
            socket: raw,
            facts: () => openFacts(raw, place),
            refusal: () => null,
          };
          const gone = (): void => wire.lose(fault('ws-not-ws', `${url}: it ended before it asked for a WebSocket`));
          wire.begin(() => raw.destroy());
          socket.on('error', (error) => wire.lose(faultOf(error, url)));
          socket.once('close', gone);
          visitors.set(socket, { wire, url, facts, gone });
          if (secured === null) http.emit('connection', socket);
          else
            socket.once('secure', () => {
              const why = refusal();
              if (why === null) http.emit('connection', socket);
              else wire.lose(why);
            });
          return wire;
        },
      },
      () => {
        secured?.check();
        server.listen({ host, port, backlog });
      },
    );
  },
});

/** Answers openings by HTTP; it listens nowhere itself. */
const openings = (place: Place, visitors: WeakMap<Duplex, Visitor>): HttpServer => {
  const http = createHttpServer({ maxHeaderSize: MOST_HEADERS });
  const sockets = new WebSocketServer(serverOptions(place));
  const refuse = (socket: Duplex, code: FaultCode, { status, words }: Refusal): void => {
    const visitor = visitors.get(socket);
    const why = (): void => visitor?.wire.lose(fault(code, `${visitor.url}: ${words}; answered ${status}`));
    // One that does not read its refusal is ended with the time for its opening.
    if (socket.writable) socket.end(answerOf(status, words), why);
    else why();
  };
  http.on('upgrade', (request, socket, head) => {
    const visitor = visitors.get(socket);
    const refusal = refusalOf(request, place);
    if (visitor === undefined) socket.destroy();
    else if (refusal !== null) refuse(socket, 'ws-refused', refusal);
    else
      sockets.handleUpgrade(request, socket, head, (client) => {
        socket.off('close', visitor.gone);
        visitor.wire.adopt(client, socket as Socket, visitor.facts);
      });
  });
  http.on('request', ({ method, socket }: IncomingMessage) =>
    refuse(socket, 'ws-not-ws', { status: '426 Upgrade Required', words: `a ${String(method)} without an upgrade` }),
  );
  const garbled = (error: Error, socket: Duplex): void =>
    refuse(socket, 'ws-not-ws', { status: '400 Bad Request', words: printable(error.message) });
  http.on('clientError', garbled);
  sockets.on('wsClientError', garbled);
  return http;
};

const answerOf = (status: string, words: string): string => {
  const body = `${words}\n`;
  const upgrade = status.startsWith('426') ? 'Upgrade: websocket\r\n' : '';
  return `HTTP/1.1 ${status}\r\n${upgrade}Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;
};

const serverOptions = ({ websocket, maxMessage }: Place): ServerOptions & { readonly closeTimeout: number } => ({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  autoPong: false,
  closeTimeout: CLOSE_TIMEOUT,
  ...(maxMessage === undefined ? {} : { maxPayload: maxMessage }),
  // Left to itself ws takes whatever comes first.
  handleProtocols: (offered) => [...offered].find((one) => websocket?.subprotocols.includes(one) === true) ?? false,
});
