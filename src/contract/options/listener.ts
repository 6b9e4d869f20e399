/** A listener described by data: the one source of its types, checks, defaults and documentation. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import { targetOf } from '../target.ts';
import type { SocketOptions } from '../transport.ts';
import { defined } from './defined.ts';
import { exchange } from './exchange.ts';
import { given, isFunction } from './given.ts';
import { heartbeat } from './heartbeat.ts';
import type { Talk } from './hooks.ts';
import { keepalive } from './keepalive.ts';
import { closeTimeout, drainTimeout } from './limits.ts';
import { linkFraming } from './link-framing.ts';
import { nameProblem } from './link.ts';
import { answerTimeout, backlog, limits, rebind, whenFull } from './listener-limits.ts';
import { option } from './meta.ts';
import { check, problemError } from './problem.ts';
import type { Checked, Reading } from './problem.ts';
import { restart } from './restart.ts';
import { checkRules, settleExpect } from './rules.ts';
import { found } from './words.ts';

/** Where it listens, read into its parts. */
export interface PlaceOptions {
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly path: string;
}

const forms = 'tcp://host:port, tls://host:port, unix:///path or memory://name; port 0 is any that is free';
const schemes: ReadonlySet<string> = new Set(['tcp', 'tls', 'unix', 'memory']);
const anySocket: SocketOptions = { connectTimeout: 0, keepalive: null };
/** sockaddr_un of Linux holds 108 bytes with its final zero. */
const LONGEST_PATH = 107;

/** To listen at port 0 has a meaning, to dial it has none. */
const placeOf = (url: string): PlaceOptions => {
  const any = /^(?:tcp|tls):\/\/.*:0$/i.test(url);
  const { scheme, host, port, path } = targetOf(any ? url.replace(/0$/, '1') : url, anySocket);
  return { url, scheme, host, port: any ? 0 : port, path };
};

const on = option(
  {
    type: 'URL',
    meaning:
      'Where to listen: `tcp://host:port`, `tls://host:port`, `unix:///path`, `memory://name`. Port 0 is any that is free.',
    reason: `A socket path has at most ${String(LONGEST_PATH)} bytes, as in the kernel.`,
  },
  z.string({ error: forms }).transform((url, context): PlaceOptions => {
    try {
      const place = placeOf(url);
      if (schemes.has(place.scheme) && new TextEncoder().encode(place.path).length <= LONGEST_PATH) return place;
      context.addIssue({ code: 'custom', message: forms });
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      context.addIssue({
        code: 'custom',
        message: error.code === 'option-unavailable' ? forms : error.message.replace(/^.*: expected /s, ''),
      });
    }
    return z.NEVER;
  }),
);

const pem = (what: string): z.ZodString =>
  z
    .string({ error: `${what} as PEM text` })
    .max(2 ** 20, { error: `${what} of at most 1 MiB` })
    .includes('-----BEGIN', { error: `${what} as PEM text, which has a line "-----BEGIN …"` });

const tls = option(
  { type: 'map', meaning: 'Who we are, for `tls://`. Clients are not asked for certificates.' },
  z
    .strictObject({
      cert: option(
        { type: 'PEM text', meaning: 'Our certificate chain.', reason: 'At most 1 MiB.' },
        pem('a certificate'),
      ),
      key: option(
        {
          type: 'PEM text',
          meaning: 'Its private key. Never shown in any message or record.',
          reason: 'At most 1 MiB.',
        },
        pem('a private key'),
      ),
      minVersion: option(
        {
          type: "'TLSv1.2', 'TLSv1.3'",
          meaning: 'The oldest version to speak.',
          reason: 'RFC 8996 forbids all older ones.',
        },
        z.enum(['TLSv1.2', 'TLSv1.3']).prefault('TLSv1.2'),
      ),
    })
    .optional(),
);

const error = 'a function, which only code can give';
/** Their parameters are those of the handle, which stands above this contract: `listener()` types them. */
type Anything = (...given: never[]) => unknown;

const handshake = option(
  {
    type: 'function `(talk, caller) => Promise<void>`',
    meaning:
      'Have the client log on: runs on each socket before its session is on line. `talk.request`, `post`, `receive`, `reject`.',
    reason: 'It runs within limits.handshake, and is revoked when its socket goes.',
  },
  given<(talk: Talk, caller: { readonly id: string; readonly remote: string }) => Promise<void>>(
    isFunction,
    error,
  ).optional(),
);

const onRequest = option(
  {
    type: 'function `(frame, session) => Uint8Array | undefined`, or a promise of it',
    meaning:
      'Answers what a client asks. In sync and pipeline answers go out in the order of the requests, in duplex as they come. `undefined`: no answer. What it throws ends that session. Without it frames are told as `message`.',
    reason: 'It has answerTimeout.',
  },
  given<Anything>(isFunction, error).optional(),
);

const onGone = option(
  {
    type: 'function `(session, why) => void`',
    meaning:
      'Your clean-up: once for each session that was taken in, whichever way it ended, also before it was on line.',
  },
  given<Anything>(isFunction, error).optional(),
);

export const listenerFields = z.strictObject({
  on,
  tls,
  framing: linkFraming,
  exchange,
  handshake,
  onRequest,
  onGone,
  heartbeat,
  keepalive,
  limits,
  whenFull,
  answerTimeout,
  rebind,
  backlog,
  closeTimeout,
  drainTimeout,
  restart,
});

export const listenerOptions = listenerFields
  .superRefine(({ framing, exchange: mode, heartbeat: beat, ...rest }, context) => {
    checkRules({ framing, exchange: mode, heartbeat: beat }, context);
    const secure = rest.on.scheme === 'tls';
    if (secure && rest.tls === undefined)
      context.addIssue({
        code: 'custom',
        path: ['tls'],
        message: 'a map with `cert` and `key`: nobody could tell who we are',
      });
    if (!secure && rest.tls !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['tls'],
        message: 'a tls:// place in `on`: with the others nothing would be encrypted',
      });
  })
  .transform((value) => {
    const beat = settleExpect(value.heartbeat);
    const idle = value.limits.idle ?? (beat === null ? 600_000 : 'off');
    return defined({ ...value, heartbeat: beat, limits: { ...value.limits, idle: idle === 'off' ? null : idle } });
  });

/** A listener as data; its functions are typed by `ListenerInput` of the listener itself. */
export type ListenerData = z.input<typeof listenerOptions>;
/** A listener's options, complete. */
export type ListenerOptions = z.output<typeof listenerOptions>;

/** What a later version takes. */
const later: ReadonlySet<string> = new Set([
  'tls.ca',
  'tls.alpn',
  'onLost',
  'queue',
  'inbox',
  'audit',
  'heartbeat=adaptive',
  'heartbeat.preset=adaptive',
]);

/** Keys and certificates, and what a heartbeat carries: it may be a log-on. */
const isSecret: Reading['secret'] = ([first, second, third]) =>
  first === 'tls' ? second !== 'minVersion' : first === 'heartbeat' && (third === 'text' || third === 'hex');

/** Every problem of these options, or the options complete. */
export const checkListener = (input: unknown): Checked<ListenerOptions> =>
  check(listenerOptions, input, { later, secret: isSecret });

/**
 * Checks and completes a listener's options.
 * @throws HoldfastError `option-invalid`, `option-unavailable`
 */
export function resolveListener(name: string, input: unknown): ListenerOptions {
  const expected = nameProblem(name);
  if (expected !== null)
    throw new HoldfastError('option-invalid', `a listener's name: found ${found(name)}, expected ${expected}`);
  const checked = checkListener(input);
  if (!checked.ok) throw problemError(name, checked.problems, name);
  return checked.value;
}
