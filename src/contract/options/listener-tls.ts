/** TLS of a listener: who we are, and whether clients have to say who they are. */
import { z } from 'zod';
import type { ListenTls } from '../transport.ts';
import { defined } from './defined.ts';
import { option } from './meta.ts';
import { identity, pem } from './place.ts';

const name = 'text of 1 to 255 bytes';

export const tls = option(
  { type: 'map', meaning: 'For `tls://` and `wss://`: who we are, and whose certificates clients must show.' },
  z
    .strictObject({
      ...identity,
      ca: option(
        {
          type: 'PEM text, or a list',
          meaning: 'The authorities that sign the certificates of clients.',
          default: 'none: clients are not asked for certificates',
          reason:
            'At most 1 MiB each and 100 of them. Never the system’s: any certificate of the web would let a client in.',
        },
        z
          .union([pem('a certificate'), z.array(pem('a certificate')).min(1).max(100)], {
            error: 'a certificate as PEM text, or a list of such',
          })
          .optional(),
      ),
      clients: option(
        {
          type: "'required', 'optional'",
          meaning:
            'Whether a client must show a certificate of `ca`. optional: one that shows none is taken in, and its `session.peer` is null. One that shows a bad certificate never is.',
          default: 'required with `ca`',
        },
        z.enum(['required', 'optional']).optional(),
      ),
      alpn: option(
        {
          type: 'list of texts',
          meaning:
            'Application protocols that are spoken here, the preferred one first. A client that offers some and none of these is turned away.',
          reason: 'RFC 7301: names have 1 to 255 bytes; 16 of them are more than any protocol has versions.',
        },
        z
          .array(z.string({ error: name }).min(1, { error: name }).max(255, { error: name }))
          .min(1)
          .max(16)
          .optional(),
      ),
    })
    .superRefine(({ ca, clients }, context) => {
      if (ca === undefined && clients !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['ca'],
          message: 'the authorities of clients: without them no certificate could be told from another',
        });
    })
    .transform(({ clients, ...value }): ListenTls =>
      defined({ ...value, clients: value.ca === undefined ? undefined : (clients ?? 'required') }),
    )
    .optional(),
);
