/** A link's options, made ready for its connections. */
import type { ConnectionPolicy } from '../../machines/connection.ts';
import { Heartbeat } from '../connection/heartbeat.ts';
import { keyOf } from '../connection/key.ts';
import type { ConnectionPlan } from '../connection/owner.ts';
import type { Codec } from '../contract/codec.ts';
import { FrameError, HoldfastError } from '../contract/errors.ts';
import type { FramingOptions } from '../contract/options/framing.ts';
import type { LongLifecycle } from '../contract/options/lifecycle.ts';
import type { LinkOptions } from '../contract/options/link.ts';
import { longestDuration } from '../contract/options/units.ts';
import { targetOf } from '../contract/target.ts';
import type { SocketOptions, Target } from '../contract/transport.ts';
import { codecFor } from '../framing/codec-for.ts';

/** The user's onLost hook has so long: one that never settles must not keep the line down. ms. */
const CLEAN_TIMEOUT = 5_000;

const targets = (options: LinkOptions, maxMessage: number): readonly Target[] => {
  const { connectTimeout, keepalive, localAddress, localPort, tls, to } = options;
  const socket: SocketOptions = {
    connectTimeout,
    keepalive,
    maxMessage,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(localPort === undefined ? {} : { localPort }),
    ...(tls === undefined ? {} : { tls }),
  };
  if (to.listen !== null) return [];
  if (to.transport === null) return to.urls.map((url) => targetOf(url, socket));
  return to.urls.map((url) => ({ url, scheme: 'custom', host: '', port: 0, path: '', socket }));
};

const limitsOf = ({
  maxIdle,
  maxAge,
  maxExchanges,
}: LongLifecycle): Pick<ConnectionPolicy, 'maxIdle' | 'maxAge' | 'maxExchanges'> => ({ maxIdle, maxAge, maxExchanges });

const policyOf = (options: LinkOptions, targetCount: number): ConnectionPolicy => {
  const { heartbeat: beat, exchange, lifecycle, reconnect } = options;
  const short = lifecycle.type === 'short';
  return {
    ordered: exchange.key === null,
    window: exchange.window,
    greets: options.handshake !== undefined,
    cleans: options.onLost !== undefined,
    targets: targetCount,
    connectTimeout: options.connectTimeout,
    closeTimeout: options.closeTimeout,
    // Its owner's close names a limit. A line that is replaced waits for its replies, each of which has a limit of its own.
    drainTimeout: longestDuration,
    cleanTimeout: CLEAN_TIMEOUT,
    heartbeat:
      beat === null
        ? null
        : { every: beat.every, timeout: beat.timeout, misses: beat.misses, listenOnly: beat.role === 'responder' },
    // Whether to dial again for a short exchange is the link's decision.
    reconnect: short ? { ...reconnect, attempts: 0 } : reconnect,
    ...(short ? { maxIdle: null, maxAge: null, maxExchanges: 1 } : limitsOf(lifecycle)),
  };
};

/** A limit of its own, or one that the peer may tell in its log-on. */
const mayRotate = ({ lifecycle, handshake }: LinkOptions): boolean =>
  lifecycle.type === 'long' &&
  (handshake !== undefined || Object.values(limitsOf(lifecycle)).some((limit) => limit !== null));

/** Bytes that are known beforehand must fit the framing: told now, and not at the first silence. */
const checkHeartbeat = (name: string, { heartbeat }: LinkOptions, codec: Codec): void => {
  if (heartbeat === null || heartbeat.send.kind !== 'bytes') return;
  try {
    codec.size(heartbeat.send.bytes);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    throw new HoldfastError(
      'option-invalid',
      `${name}: heartbeat.send cannot be said in this framing: ${error.message}`,
      { link: name, cause: error },
    );
  }
};

/** A codec holds nothing of its links: those of one kind share it. */
const codecs = new WeakMap<FramingOptions, Codec>();

const builtIn = (framing: FramingOptions): Codec => {
  const made = codecs.get(framing) ?? codecFor(framing);
  codecs.set(framing, made);
  return made;
};

/** @throws HoldfastError `option-invalid` */
export const planOf = (name: string, options: LinkOptions): ConnectionPlan => {
  const { framing, heartbeat, exchange, lifecycle, to } = options;
  const codec = 'decoder' in framing ? framing : builtIn(framing);
  checkHeartbeat(name, options, codec);
  const dialled = targets(options, codec.maxFrame);
  return {
    targets: dialled,
    transport: to.transport,
    codec,
    policy: policyOf(options, dialled.length),
    heartbeat: heartbeat === null ? null : new Heartbeat(heartbeat),
    keepSending: heartbeat?.keepSending === true ? heartbeat.every : null,
    keyOf: exchange.key === null ? null : keyOf(exchange.key),
    replyTimeout: exchange.timeout,
    rotates: mayRotate(options),
    closeBy: lifecycle.type === 'short' ? lifecycle.closeBy : 'us',
    handshake: options.handshake ?? null,
    onLost: options.onLost ?? null,
  };
};
