/** A line that carries one way: a leg alone, or a pair of legs. */
import { z } from 'zod';
import type { ExchangeOptions } from './exchange.ts';
import { option } from './meta.ts';

/** A leg by what we do on it. */
export type Leg = 'send' | 'receive';

export const simplex = option(
  {
    type: "'send', 'receive'",
    meaning:
      "This link is one leg of a simplex line, whose other leg is another link or another program: we only send on it, or only receive. A pair in one link is `exchange.mode: 'simplex'`.",
    default: 'both ways',
  },
  z.enum(['send', 'receive'], { error: "'send' or 'receive'" }).optional(),
);

export interface Modes {
  readonly simplex?: Leg | undefined;
  readonly exchange?: Pick<ExchangeOptions, 'mode'> | undefined;
}

/** Which legs such a link has; none where its line carries both ways. */
export const legsOf = ({ simplex: leg, exchange }: Modes): readonly Leg[] => {
  if (leg !== undefined) return [leg];
  return exchange?.mode === 'simplex' ? ['receive', 'send'] : [];
};
