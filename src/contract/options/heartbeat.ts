/** Heartbeats: when the line is silent for too long, ask; when nothing answers, the peer is gone. */
import { z } from 'zod';
import { option } from './meta.ts';
import { count, durationFrom } from './numbers.ts';
import { expect, expectForms, send, sendForms } from './payload.ts';
import type { Expect, Payload } from './payload.ts';

/** The verdict falls after every + misses × timeout. */
export interface HeartbeatOptions {
  /** Silence before a probe, ms. */
  readonly every: number;
  /** How long a probe waits for its answer, ms. */
  readonly timeout: number;
  /** Probes unanswered in a row that end the line. */
  readonly misses: number;
  readonly send: Payload;
  readonly expect: Expect;
  /** initiator: asks. responder: answers, and judges by silence. both: either. */
  readonly role: 'initiator' | 'responder' | 'both';
  /** One goes out whenever nothing was sent for `every`. */
  readonly keepSending: boolean;
}

const heartbeatPresets = {
  /** A verdict after 40 s. */
  relaxed: { every: 20_000, timeout: 10_000, misses: 2 },
  /** A verdict after 9 s. */
  strict: { every: 3_000, timeout: 3_000, misses: 2 },
} as const;

const shortest = 'below that a probe measures this process and not the peer';

const settings = z
  .strictObject({
    preset: option(
      {
        type: "'relaxed', 'strict'",
        meaning:
          'What `every`, `timeout` and `misses` are where they are not given: relaxed 20 s, 10 s, 2 (a verdict after 40 s); strict 3 s, 3 s, 2 (9 s).',
      },
      z.enum(['relaxed', 'strict']).prefault('relaxed'),
    ),
    every: option(
      {
        type: 'duration',
        unit: 'ms',
        meaning: 'Silence before a probe. Whatever arrives starts it anew; what is sent does not.',
        default: '20s; strict: 3s',
        reason: `At least 10 ms: ${shortest}.`,
      },
      durationFrom(10, shortest).optional(),
    ),
    timeout: option(
      {
        type: 'duration',
        unit: 'ms',
        meaning: 'How long a probe waits for its answer.',
        default: '10s; strict: 3s',
        reason: `At least 10 ms: ${shortest}.`,
      },
      durationFrom(10, shortest).optional(),
    ),
    misses: option(
      {
        type: 'whole number',
        meaning: 'Probes unanswered in a row that end the line.',
        default: '2',
        reason: '1 to 100: a higher number is better said by a longer timeout.',
      },
      count(1, 100).optional(),
    ),
    send: option(
      {
        type: "'empty', `{ text }`, `{ hex }` or function",
        meaning:
          'What a heartbeat carries, and what a responder answers with: an empty frame, these bytes, or what the function gives. Required: there is no frame that is harmless to every peer.',
        reason: 'At most 1,024 bytes: one packet.',
      },
      send.optional(),
    ),
    expect: option(
      {
        type: "'any', 'echo', `{ text }`, `{ hex }`, `{ match }` or function",
        meaning:
          'What counts as the answer, and for a responder as the peer’s heartbeat: whatever arrives, the bytes sent, these bytes, a frame that the regular expression matches (read byte by byte as U+0000 to U+00FF), or what the function says.',
        reason:
          'Where only order ties replies to requests, `any` is taken with an empty frame only and means that frame: any other answer could be taken for a reply. A responder must know a heartbeat when it sees one, so never `any` there.',
      },
      expect.prefault('any'),
    ),
    role: option(
      {
        type: "'initiator', 'responder', 'both'",
        meaning:
          'initiator: asks. responder: answers the peer’s, and the line is dead after every + misses × timeout of silence. both: asks and answers.',
      },
      z.enum(['initiator', 'responder', 'both']).prefault('initiator'),
    ),
    keepSending: option(
      {
        type: 'true or false',
        meaning: 'One goes out whenever nothing was sent for `every`, as MQTT and FIX ask, whatever arrives.',
      },
      z.boolean().prefault(false),
    ),
  })
  .transform((given, context): HeartbeatOptions => {
    const { preset, role, keepSending } = given;
    if (given.send === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['send'],
        message: `${sendForms}: which frame does your peer take for a heartbeat? None is harmless to all`,
      });
      return z.NEVER;
    }
    // Two echoes of unknown bytes would answer each other for ever.
    if (role !== 'initiator' && given.expect.kind === 'echo' && given.send.kind === 'function')
      context.addIssue({
        code: 'custom',
        path: ['expect'],
        message: `${expectForms.replace("'any', 'echo', ", '')}: a ${role} must know the peer’s heartbeat, and an echo of what a function gives is not known`,
      });
    const times = heartbeatPresets[preset];
    return {
      every: given.every ?? times.every,
      timeout: given.timeout ?? times.timeout,
      misses: given.misses ?? times.misses,
      send: given.send,
      expect: given.expect,
      role,
      keepSending,
    };
  });

export const heartbeat = option(
  {
    type: "'off' or map",
    meaning: 'A frame now and then on a silent line, to find out whether the peer’s program still answers.',
  },
  z.union([z.literal('off').transform(() => null), settings]).prefault('off'),
);
