/** Every mode of holding a line, each with a peer that is well. */
import { loopbackCertificates } from './certificates.ts';
import { answersAtTheEnd, reorders, UNASKED } from './demo-behaviours.ts';
import { asciiHeaded, bcdHeaded, ebcdicHeaded } from './demo-headers.ts';
import { asking, at, byLength, byLine, byMessage, common, talking } from './demo-recipe.ts';
import type { Recipe } from './demo-recipe.ts';
import { datagrams, socketFile, twoPorts, webSockets } from './demo-stations.ts';
import { answersOnce } from './peers/answers-once.ts';
import { steady } from './peers/steady.ts';
import { framed, lines } from './speech.ts';

/** Requests carry their key in their first byte; what has none was not asked for. */
const firstByte = (frame: Uint8Array): number | undefined => (frame[0] === UNASKED ? undefined : frame[0]);

export const modes: readonly Recipe[] = [
  {
    name: 'sync',
    story: 'one request at a time, heartbeats between them; a length of 4 binary bytes in front',
    listen: at(() => steady(framed)),
    link: byLength,
    traffic: asking(1200, 'hello'),
  },
  {
    name: 'pipeline',
    story: 'many requests in flight, answered in their order; 4 ASCII digits in front',
    listen: at(() => steady(asciiHeaded)),
    link: { ...byLength, framing: 'ascii:4', exchange: { mode: 'pipeline', window: 8, timeout: '1s' } },
    traffic: asking(900, 'one', 'two', 'three', 'four'),
  },
  {
    name: 'duplex',
    story: 'answered in reverse order and told by key; the peer speaks unasked, too; 2 bytes of BCD in front',
    listen: at(() => reorders(bcdHeaded, 700)),
    link: { ...common, framing: 'bcd:2', exchange: { mode: 'duplex', key: firstByte, timeout: '1s' } },
    traffic: talking(800, '1 first', '2 second', '3 third'),
  },
  {
    name: 'simplex',
    story: 'two lines as one: we send on the one, and the answers come on the other, told by key',
    listen: () => twoPorts(framed),
    link: { ...common, framing: 'uint:4', exchange: { mode: 'simplex', key: firstByte, timeout: '1s' } },
    traffic: asking(1100, '1 transfer', '2 transfer'),
  },
  {
    name: 'pool',
    story: 'three connections held at once, the least busy takes a call; 4 EBCDIC digits in front',
    listen: at(() => steady(ebcdicHeaded)),
    link: { ...byLength, framing: 'ebcdic:4', lifecycle: { type: 'long', connections: 3 } },
    traffic: asking(1000, 'one', 'two', 'three'),
  },
  {
    name: 'limited',
    story: 'a line is replaced after four exchanges: its successor is up before it leaves',
    listen: at(() => steady(lines)),
    link: { ...byLine, lifecycle: { type: 'long', maxExchanges: 4 } },
    traffic: asking(350, 'INFO'),
  },
  {
    name: 'short',
    story: 'answers one request and closes: a connection for each exchange',
    listen: at(() => answersOnce(framed)),
    link: { exchange: common.exchange, framing: 'uint:4', lifecycle: 'short' },
    traffic: asking(1500, 'one'),
  },
  {
    name: 'one-shot',
    story: 'a file each: written, half-closed, and answered until the peer closes; no length anywhere',
    listen: at(answersAtTheEnd),
    link: { exchange: common.exchange, framing: 'until-close', lifecycle: 'short' },
    traffic: asking(1700, 'the whole of a file'),
  },
  {
    name: 'udp',
    story: 'datagrams, without a connection: the heartbeat alone tells who is there',
    listen: datagrams,
    link: byMessage,
    traffic: asking(1300, 'reading 21.5'),
  },
  {
    name: 'websocket',
    story: 'a message is a frame, as a browser would hold it',
    listen: webSockets,
    link: byMessage,
    traffic: asking(1400, 'tick'),
  },
  {
    name: 'tls',
    story: 'speaks TLS, and is verified',
    listen: at(() => steady(lines), { tls: loopbackCertificates }),
    link: { ...byLine, tls: { ca: loopbackCertificates.ca } },
    traffic: asking(1800, 'INFO'),
  },
  {
    name: 'unix',
    story: 'a socket file of this host',
    listen: () => socketFile(lines),
    link: byLine,
    traffic: asking(1600, 'INFO'),
  },
];
