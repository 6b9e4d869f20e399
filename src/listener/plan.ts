/** A listener's options, made ready for its sessions. */
import type { ListenerPolicy } from '../../machines/listener.ts';
import type { SessionPolicy } from '../../machines/session.ts';
import type { ExchangePlan } from '../connection/exchanges.ts';
import { Heartbeat } from '../connection/heartbeat.ts';
import { keyOf } from '../connection/key.ts';
import type { Codec } from '../contract/codec.ts';
import { FrameError, HoldfastError } from '../contract/errors.ts';
import type { ListenerOptions } from '../contract/options/listener.ts';
import type { Place } from '../contract/transport.ts';
import { codecFor } from '../framing/codec-for.ts';

export interface ListenerPlan extends ExchangePlan {
  readonly options: ListenerOptions;
  readonly place: Place;
  readonly policy: ListenerPolicy;
  readonly session: SessionPolicy;
  /** What comes has a sender whose address may be forged. */
  readonly datagrams: boolean;
  /** ms; null: not asked for. */
  readonly keepSending: number | null;
}

/** Binding is the kernel's work; only a name that nobody looks up takes long. ms */
const BIND_TIMEOUT = 5_000;

/** Messages that join frames, or hold pieces of one: as much as a socket reads at once, or a frame with what its framing adds. */
const LEAST_MESSAGE = 65_536;

const longestMessage = (framing: ListenerOptions['framing']): number => {
  if ('type' in framing && framing.type === 'read-once') return framing.maxFrame;
  const longest = 'maxFrame' in framing ? framing.maxFrame : framing.size;
  return Math.max(LEAST_MESSAGE, 2 * longest);
};

const placeOf = ({ on, backlog, keepalive, tls, websocket, framing }: ListenerOptions): Place => ({
  ...on,
  backlog,
  keepalive,
  maxMessage: longestMessage(framing),
  ...(tls === undefined ? {} : { tls }),
  ...(websocket === undefined ? {} : { websocket }),
});

const sessionPolicy = (options: ListenerOptions): SessionPolicy => {
  const { heartbeat: beat, exchange, limits, closeTimeout, drainTimeout } = options;
  return {
    ordered: exchange.key === null,
    window: exchange.window,
    greets: options.handshake !== undefined,
    handshake: limits.handshake,
    closeTimeout,
    drainTimeout,
    heartbeat:
      beat === null
        ? null
        : { every: beat.every, timeout: beat.timeout, misses: beat.misses, listenOnly: beat.role === 'responder' },
    idle: limits.idle,
    heartbeats: limits.heartbeats,
    answers: options.onRequest !== undefined || options.answer !== undefined,
  };
};

const mustBeSaid = (name: string, option: string, bytes: Uint8Array, codec: Codec): void => {
  try {
    codec.size(bytes);
  } catch (cause) {
    if (!(cause instanceof FrameError)) throw cause;
    const text = `${name}: ${option} cannot be said in this framing: ${cause.message}`;
    throw new HoldfastError('option-invalid', text, { link: name, cause });
  }
};

/** @throws HoldfastError `option-invalid`: a heartbeat or an answer that this framing cannot say */
export const planOf = (name: string, options: ListenerOptions): ListenerPlan => {
  const { framing, heartbeat, exchange, limits, whenFull, rebind, answer } = options;
  const codec = 'decoder' in framing ? framing : codecFor(framing);
  if (heartbeat?.send.kind === 'bytes') mustBeSaid(name, 'heartbeat.send', heartbeat.send.bytes, codec);
  if (answer?.kind === 'bytes') mustBeSaid(name, 'answer', answer.bytes, codec);
  return {
    options,
    place: placeOf(options),
    datagrams: options.on.scheme === 'udp',
    policy: {
      max: limits.max,
      perAddress: limits.perAddress,
      evicts: whenFull === 'evict',
      bindTimeout: BIND_TIMEOUT,
      rebind,
    },
    session: sessionPolicy(options),
    codec,
    heartbeat: heartbeat === null ? null : new Heartbeat(heartbeat),
    keepSending: heartbeat?.keepSending === true ? heartbeat.every : null,
    keyOf: exchange.key === null ? null : keyOf(exchange.key),
    replyTimeout: exchange.timeout,
  };
};
