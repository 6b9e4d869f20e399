/** A link described by data: the one source of its types, checks, defaults and documentation. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import { defined } from './defined.ts';
import { exchange } from './exchange.ts';
import { heartbeat } from './heartbeat.ts';
import { handshake, onLost } from './hooks.ts';
import { keepalive } from './keepalive.ts';
import { Kinds } from './kinds.ts';
import { laterLinkOptions } from './later.ts';
import { lifecycle } from './lifecycle.ts';
import { closeTimeout, connectTimeout, drainTimeout } from './limits.ts';
import { linkFraming } from './link-framing.ts';
import { breaker } from './breaker.ts';
import { check, problemError } from './problem.ts';
import type { Checked, Reading } from './problem.ts';
import { inbox, queue } from './queue.ts';
import { reconnect, resolveReconnect } from './reconnect.ts';
import { restart } from './restart.ts';
import { checkRules, settleExpect, settleFraming } from './rules.ts';
import { simplex } from './simplex.ts';
import { localAddress, localPort, to } from './target.ts';
import { tls } from './tls.ts';
import { found } from './words.ts';

export const linkFields = z.strictObject({
  to,
  localAddress,
  localPort,
  tls,
  framing: linkFraming,
  lifecycle,
  exchange,
  simplex,
  handshake,
  onLost,
  heartbeat,
  keepalive,
  reconnect,
  connectTimeout,
  closeTimeout,
  drainTimeout,
  queue,
  inbox,
  breaker,
  restart,
});

/** In: as a user writes it. Out: complete; durations in ms, sizes in bytes. */
export const linkOptions = linkFields.superRefine(checkRules, { when: () => true }).transform((value) => {
  const beat = settleExpect(value.heartbeat, value);
  const framed = settleFraming(value.framing, value.to);
  return defined({ ...value, framing: framed, heartbeat: beat, reconnect: resolveReconnect(value.reconnect, beat) });
});

/** A link as a user describes it. */
export type LinkInput = z.input<typeof linkOptions>;
/** A link's options, complete. */
export type LinkOptions = z.output<typeof linkOptions>;

const shown: ReadonlySet<unknown> = new Set(['servername', 'minVersion', 'alpn']);

/** Keys and certificates, also of a leg that is called, and what a heartbeat carries: it may be a log-on. */
const isSecret: Reading['secret'] = (path) => {
  const [first, , third] = path;
  const at = path.indexOf('tls');
  if (at >= 0) return !shown.has(path[at + 1]);
  return first === 'heartbeat' && (third === 'text' || third === 'hex');
};

const reading: Reading = { later: laterLinkOptions, secret: isSecret };

/** Every problem of these options, or the options complete. */
export const checkLink = (input: unknown): Checked<LinkOptions> => check(linkOptions, input, reading);

const nameForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const inherited: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What a link's name must be, where this one is not; it stands in records, file names and `links.yaml#name`. */
export const nameProblem = (name: string): string | null =>
  nameForm.test(name) && !inherited.has(name)
    ? null
    : "1 to 64 letters, digits, '.', '_' or '-', a letter or digit first";

/**
 * Checks and completes a link's options.
 * @throws HoldfastError `option-invalid`, `option-unavailable`: link, path, what was found (never a secret), what was expected.
 */
export function resolveLink(name: string, input: LinkInput): LinkOptions {
  const expected = nameProblem(name);
  if (expected !== null)
    throw new HoldfastError('option-invalid', `a link's name: found ${found(name)}, expected ${expected}`);
  return kinds.resolve(input, () => {
    const checked = checkLink(input);
    if (!checked.ok) throw problemError(name, checked.problems, name);
    return checked.value;
  });
}

const kinds = new Kinds<LinkOptions>();
