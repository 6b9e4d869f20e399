/** Where to be called, and who we are there. */
import { z } from 'zod';
import { HoldfastError } from '../errors.ts';
import { targetOf } from '../target.ts';
import type { SocketOptions } from '../transport.ts';
import { option } from './meta.ts';

/** Where it listens, read into its parts. */
export interface PlaceOptions {
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly path: string;
}

const placeForms = 'tcp://host:port, tls://host:port, unix:///path or memory://name; port 0 is any that is free';
const schemes: ReadonlySet<string> = new Set(['tcp', 'tls', 'unix', 'memory']);
const anySocket: SocketOptions = { connectTimeout: 0, keepalive: null };
/** sockaddr_un of Linux holds 108 bytes with its final zero. */
export const LONGEST_PATH = 107;

/** To listen at port 0 has a meaning, to dial it has none. */
const ANY = /^((?:tcp|tls|udp|wss?):\/\/[^/]*:)0(?=\/|$)/i;

/** @throws HoldfastError `option-invalid` */
export const placeOf = (url: string): PlaceOptions => {
  const any = ANY.test(url);
  const { scheme, host, port, path } = targetOf(
    any ? url.replace(ANY, (_, before: string) => `${before}1`) : url,
    anySocket,
  );
  return { url, scheme, host, port: any ? 0 : port, path };
};

/** A URL, read into its parts. */
export const place = z.string({ error: placeForms }).transform((url, context): PlaceOptions => {
  try {
    const read = placeOf(url);
    if (schemes.has(read.scheme) && new TextEncoder().encode(read.path).length <= LONGEST_PATH) return read;
    context.addIssue({ code: 'custom', message: placeForms });
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    context.addIssue({
      code: 'custom',
      message: error.code === 'option-unavailable' ? placeForms : error.message.replace(/^.*: expected /s, ''),
    });
  }
  return z.NEVER;
});

export const pem = (what: string): z.ZodString =>
  z
    .string({ error: `${what} as PEM text` })
    .max(2 ** 20, { error: `${what} of at most 1 MiB` })
    .includes('-----BEGIN', { error: `${what} as PEM text, which has a line "-----BEGIN …"` });

/** Who we are. */
export const identity = {
  cert: option({ type: 'PEM text', meaning: 'Our certificate chain.', reason: 'At most 1 MiB.' }, pem('a certificate')),
  key: option(
    { type: 'PEM text', meaning: 'Its private key. Never shown in any message or record.', reason: 'At most 1 MiB.' },
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
};

export const ownTls = option(
  { type: 'map', meaning: 'Who we are, for `tls://`. Clients are not asked for certificates.' },
  z.strictObject(identity).optional(),
);
