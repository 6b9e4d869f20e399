/** A listener described by data: the one source of its types, checks, defaults and documentation. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import type { PeerCertificate } from '../transport.ts';
import { answer } from './answer.ts';
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
import { on } from './listener-place.ts';
import { listenerRules } from './listener-rules.ts';
import { tls } from './listener-tls.ts';
import { websocket } from './listener-websocket.ts';
import { option } from './meta.ts';
import type { PlaceOptions } from './place.ts';
import { check, problemError } from './problem.ts';
import type { Checked, Reading } from './problem.ts';
import { restart } from './restart.ts';
import { checkRules, settleExpect, settleFraming } from './rules.ts';
import type { TargetOptions } from './target.ts';
import { found } from './words.ts';

const error = 'a function, which only code can give';
/** Their parameters are those of the handle, which stands above this contract: `listener()` types them. */
type Anything = (...given: never[]) => unknown;

/** Who calls, as far as it is known before it has logged on. */
export interface Entrance {
  readonly id: string;
  readonly remote: string;
  /** Verified; null where none was asked for or shown. */
  readonly peer: PeerCertificate | null;
}

const handshake = option(
  {
    type: 'function `(talk, caller) => Promise<void>`',
    meaning:
      'Have the client log on: runs on each socket before its session is on line. `talk.request`, `post`, `receive`, `reject`.',
    reason: 'It runs within limits.handshake, and is revoked when its socket goes.',
  },
  given<(talk: Talk, caller: Entrance) => Promise<void>>(isFunction, error).optional(),
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
    type: 'function `(session, why) => void`, or a promise of its end',
    meaning:
      'Your clean-up: once for each session that was taken in, whichever way it ended, also before it was on line. A promise of it is waited for when the listener is closed, within drainTimeout.',
  },
  given<Anything>(isFunction, error).optional(),
);

export const listenerFields = z.strictObject({
  on,
  tls,
  websocket,
  framing: linkFraming,
  exchange,
  handshake,
  onRequest,
  answer,
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

/** As a link to this place would have them. */
const asTarget = ({ url }: PlaceOptions): TargetOptions => ({ urls: [url], transport: null, listen: null });

export const listenerOptions = listenerFields
  .superRefine((value, context) => {
    const { on: place, framing, exchange: mode, heartbeat: beat } = value;
    checkRules({ to: asTarget(place), framing, exchange: mode, heartbeat: beat }, context);
    for (const { path, broken, expected, found: was } of listenerRules)
      if (broken(value))
        context.addIssue({ code: 'custom', path: [...path], message: expected, params: { found: was } });
  })
  .transform((value) => {
    const beat = settleExpect(value.heartbeat);
    const idle = value.limits.idle ?? (beat === null ? 600_000 : 'off');
    const framing = settleFraming(value.framing, asTarget(value.on));
    const limited = { ...value.limits, idle: idle === 'off' ? null : idle };
    return defined({ ...value, framing, heartbeat: beat, limits: limited });
  });

/** A listener as data; its functions are typed by `ListenerInput` of the listener itself. */
export type ListenerData = z.input<typeof listenerOptions>;
/** A listener's options, complete. */
export type ListenerOptions = z.output<typeof listenerOptions>;

/** What a later version takes. */
const later: ReadonlySet<string> = new Set([
  'onLost',
  'queue',
  'inbox',
  'audit',
  'heartbeat=adaptive',
  'heartbeat.preset=adaptive',
]);

/** Keys and certificates, and what a heartbeat carries: it may be a log-on. */
const isSecret: Reading['secret'] = ([first, second, third]) =>
  first === 'tls'
    ? second === 'cert' || second === 'key' || second === 'ca'
    : first === 'heartbeat' && (third === 'text' || third === 'hex');

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
