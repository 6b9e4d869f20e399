/** Where a listener listens, read into its parts. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import { schemeOf } from '../target.ts';
import { option } from './meta.ts';
import { LONGEST_PATH, placeOf } from './place.ts';
import type { PlaceOptions } from './place.ts';

const forms =
  'tcp://host:port, tls://host:port, udp://host:port, ws://host:port/path, wss://host:port/path, unix:///path or memory://name; port 0 is any that is free';
const schemes: ReadonlySet<string> = new Set(['tcp', 'tls', 'udp', 'ws', 'wss', 'unix', 'memory']);
/** `null`: it is right. */
const problemOf = ({ scheme, path }: PlaceOptions): string | null => {
  if (!schemes.has(scheme)) return forms;
  if (isWeb(scheme) && path.includes('?')) return 'a path without a query: who calls says that';
  return scheme === 'unix' && new TextEncoder().encode(path).length > LONGEST_PATH ? forms : null;
};

export const on = option(
  {
    type: 'URL',
    meaning:
      'Where to listen: `tcp://host:port`, `tls://host:port`, `udp://host:port`, `ws://host:port/path`, `wss://host:port/path`, `unix:///path`, `memory://name`. Port 0 is any that is free.',
    reason: `A socket path has at most ${String(LONGEST_PATH)} bytes, as in the kernel.`,
  },
  z.string({ error: forms }).transform((url, context): PlaceOptions => {
    const refuse = (message: string): never => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    try {
      const place = placeOf(url);
      const problem = problemOf(place);
      return problem === null ? place : refuse(problem);
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      return refuse(schemes.has(schemeOf(url)) ? error.message.replace(/^.*: expected /s, '') : forms);
    }
  }),
);

export const isWeb = (scheme: string): boolean => scheme === 'ws' || scheme === 'wss';
export const isSecure = (scheme: string): boolean => scheme === 'tls' || scheme === 'wss';
