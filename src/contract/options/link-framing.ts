/** Framing as a link takes it: options, one word for them, or a codec of the user's own. */
import { z } from 'zod';
import type { Codec } from '../codec.ts';
import { HoldfastError } from '../errors.ts';
import { framingShorthand } from './framing-shorthand.ts';
import { framing } from './framing.ts';
import { given, hasMethods } from './given.ts';
import { option } from './meta.ts';

const forms =
  "a map such as { type: 'length', encoding: 'ascii', bytes: 4 }, one word for it such as 'ascii:4' or 'line', or a Codec";

const shorthand = z.string().transform((text, context) => {
  try {
    return framing.parse(framingShorthand(text));
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    context.addIssue({ code: 'custom', message: error.message.replace(/^.*? is no framing: /s, '') });
    return z.NEVER;
  }
});

export const linkFraming = option(
  {
    type: 'map, shorthand or `Codec`',
    meaning:
      'Where one message ends and the next begins. Required: a wrong guess would garble every message. Shorthand: `ascii:4`, `hex:4`, `bcd:2`, `uint:4`, `uint:2:le`, `ebcdic:4`, `varint`, `line`, `delimiter:0a`, `fixed:128`, `until-close`, `read-once`.',
  },
  z.union(
    [
      shorthand,
      framing,
      given<Codec>(
        (value) => hasMethods(value, 'size', 'encode', 'decoder'),
        'a Codec with `size`, `encode` and `decoder`',
      ),
    ],
    { error: forms },
  ),
);
