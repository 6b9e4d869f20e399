/** MQTT 3.1.1: logs on and subscribes in the handshake, keeps the broker's watch with PINGREQ, publishes, and is published to. */
import { supervise } from 'holdfast';
import type { LinkInput } from 'holdfast';

const [CONNECT, PUBLISH, PUBACK, SUBSCRIBE, SUBACK] = [0x10, 0x30, 0x40, 0x82, 0x90];
const AT_LEAST_ONCE = 0x02;

const word = (number: number): Buffer => Buffer.from([number >> 8, number & 255]);
const text = (of: string): Buffer => Buffer.concat([word(Buffer.byteLength(of)), Buffer.from(of)]);
const packet = (type: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = [type];
  for (let left = body.length; head.length === 1 || left > 0; left >>= 7)
    head.push((left & 127) | (left > 127 ? 128 : 0));
  return Buffer.concat([Buffer.from(head), body]);
};
/** What stands behind the type and the length. */
const bodyOf = (from: Uint8Array): Buffer =>
  Buffer.from(from.subarray(from.findIndex((byte, i) => i > 0 && byte < 128) + 1));

export const subscribe = (id: number, topic: string): Buffer =>
  packet(SUBSCRIBE, word(id), text(topic), Uint8Array.of(0));
/** With an id the broker acknowledges it (QoS 1). */
export const publish = (topic: string, message: string, id?: number): Buffer =>
  id === undefined
    ? packet(PUBLISH, text(topic), Buffer.from(message))
    : packet(PUBLISH | AT_LEAST_ONCE, text(topic), word(id), Buffer.from(message));
/** Of a publication that came at QoS 0. */
export const told = (from: Uint8Array): string => {
  const body = bodyOf(from);
  const topic = 2 + body.readUInt16BE();
  return `${body.toString('utf8', 2, topic)}: ${body.toString('utf8', topic)}`;
};

/** The packet id, which an acknowledgement shares with what it acknowledges. What comes at QoS 0 has none: it is a message. */
const packetId = (from: Uint8Array): number | undefined => {
  const [type = 0] = from;
  const body = bodyOf(from);
  if ([SUBSCRIBE, SUBACK, PUBACK].includes(type)) return body.readUInt16BE();
  return type === (PUBLISH | AT_LEAST_ONCE) ? body.readUInt16BE(2 + body.readUInt16BE()) : undefined;
};

/** @param keepAlive s; a broker drops whom it has not heard for half as long again */
export const broker = (to: string, client: string, topic: string, keepAlive = 30): LinkInput => ({
  to,
  framing: { type: 'length', encoding: 'varint', offset: 1, strip: false },
  exchange: { mode: 'duplex', key: packetId, timeout: '10s' },
  heartbeat: {
    every: keepAlive * 600,
    timeout: keepAlive * 200,
    misses: 2,
    send: { hex: 'c000' },
    expect: { hex: 'd000' },
    keepSending: true,
  },
  handshake: async (talk) => {
    const clean = Uint8Array.of(4, 2);
    const connack = await talk.request(packet(CONNECT, text('MQTT'), clean, word(keepAlive), text(client)));
    if (connack[3] !== 0) talk.reject(`the broker refuses with return code ${connack[3]}`);
    const suback = await talk.request(subscribe(1, topic));
    if (suback[4] !== 0) talk.reject(`the broker refuses the subscription to ${topic}`);
  },
});

const supervisor = supervise();
const line = supervisor.link('broker', broker(process.env['BROKER'] ?? 'tcp://127.0.0.1:1883', 'holdfast', 'plant/#'));
await line.request(publish('plant/pump-1', '4.20 bar', 2));
console.log(told((await line.receive({ timeout: '5s' })) ?? publish('', 'nothing')));
await supervisor.stop();
