/** TLS: who the peer must be, and who we are. The peer is always verified; there is no option against it. */
import { z } from 'zod';
import type { TlsOptions } from '../transport.ts';
import { defined } from './defined.ts';
import { option } from './meta.ts';

/** The largest trust stores (all public authorities) are about 250 KB of PEM. */
const LONGEST_PEM = 2 ** 20;

function pem(what: string) {
  const error = `${what} as PEM text, which has a line "-----BEGIN …"; in YAML also { file: path }`;
  return z
    .string({ error })
    .max(LONGEST_PEM, { error: `${what} of at most 1 MiB` })
    .includes('-----BEGIN', { error });
}

const name = 'text of 1 to 255 bytes';
const host = 'a DNS name or an address, 255 letters, digits and signs of them at most';

export const tls = option(
  {
    type: 'map',
    meaning: 'For `tls://` targets. The peer is always verified, against the system’s authorities or against `ca`.',
  },
  z
    .strictObject({
      ca: option(
        {
          type: 'PEM text, or a list',
          meaning: 'The authorities to trust, in place of the system’s.',
          default: 'the system’s',
          reason: 'At most 1 MiB each and 100 of them: four times all public authorities.',
        },
        z
          .union([pem('a certificate'), z.array(pem('a certificate')).min(1).max(100)], {
            error: 'a certificate as PEM text, or a list of such; in YAML also { file: path }',
          })
          .optional(),
      ),
      cert: option(
        {
          type: 'PEM text',
          meaning: 'Our certificate chain, for peers that ask for one. Needs `key`.',
          reason: 'At most 1 MiB.',
        },
        pem('a certificate').optional(),
      ),
      key: option(
        {
          type: 'PEM text',
          meaning: 'The private key of `cert`. Never shown in any message or record.',
          reason: 'At most 1 MiB.',
        },
        pem('a private key').optional(),
      ),
      servername: option(
        {
          type: 'text',
          meaning: 'The name to ask for (SNI) and to verify, where it is not the host of the URL.',
          reason: 'A DNS name has at most 255 bytes.',
          default: 'the host of the URL',
        },
        z
          .string({ error: host })
          .regex(/^(?:[\w.-]+|[\da-f:.]+)$/i, { error: host })
          .max(255, { error: host })
          .optional(),
      ),
      minVersion: option(
        {
          type: "'TLSv1.2', 'TLSv1.3'",
          meaning: 'The oldest version to speak.',
          reason: 'RFC 8996 forbids all older ones.',
        },
        z.enum(['TLSv1.2', 'TLSv1.3']).prefault('TLSv1.2'),
      ),
      alpn: option(
        {
          type: 'list of texts',
          meaning: 'Application protocols to offer, the preferred one first.',
          reason: 'RFC 7301: names have 1 to 255 bytes; 16 of them are more than any protocol has versions.',
        },
        z
          .array(z.string({ error: name }).min(1, { error: name }).max(255, { error: name }))
          .min(1)
          .max(16)
          .optional(),
      ),
    })
    .superRefine((value, context) => {
      if ((value.cert === undefined) !== (value.key === undefined))
        context.addIssue({
          code: 'custom',
          path: [value.cert === undefined ? 'cert' : 'key'],
          message: '`cert` and `key` together: neither can be used without the other',
        });
    })
    .transform((value): TlsOptions => defined(value))
    .optional(),
);
