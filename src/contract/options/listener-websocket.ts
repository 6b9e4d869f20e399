/** What a listener for WebSockets asks of those who call. */
import { z } from 'zod';
import { option } from './meta.ts';

const origin = "an origin such as 'https://example.com', with no path, or '*' for any";
const protocol = 'a name of letters, digits and signs, as in RFC 9110 a token';

export const websocket = option(
  { type: 'map', meaning: 'For `ws://` and `wss://`.' },
  z
    .strictObject({
      origins: option(
        {
          type: 'list of origins',
          meaning:
            "Whence pages of browsers may come: `https://example.com`, or `'*'` for any. Programs say no origin.",
          default: '[]: no browser',
          reason:
            'RFC 6455, section 10.2: a browser sends a user’s cookies for whichever page asks. At most 100 of them.',
        },
        z
          .array(
            z
              .string({ error: origin })
              .regex(/^(?:\*|null|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+)$/i, { error: origin })
              .max(300, { error: origin })
              .transform((text) => text.toLowerCase()),
          )
          .max(100)
          .prefault([]),
      ),
      subprotocols: option(
        {
          type: 'list of texts',
          meaning: 'What is spoken here: the first of the client’s that is among them is agreed on.',
          default: '[]: none',
          reason: 'At most 16: more than any protocol has versions.',
        },
        z
          .array(z.string({ error: protocol }).regex(/^[!#$%&'*+.^_`|~\w-]{1,255}$/, { error: protocol }))
          .max(16)
          .prefault([]),
      ),
    })
    .optional(),
);
