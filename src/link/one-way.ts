/** Calls that a line which carries one way cannot take. */
import { HoldfastError } from '../contract/errors.ts';
import type { LinkOptions } from '../contract/options/link.ts';

type Modes = Pick<LinkOptions, 'simplex' | 'exchange'>;

/** Why this line takes no such call; null: it does. */
export const oneWay = (link: string, kind: 'request' | 'post', { simplex, exchange }: Modes): HoldfastError | null => {
  const refuse = (why: string): HoldfastError =>
    new HoldfastError('one-way', `${link}: ${why}; nothing was sent`, { link, outcome: 'not-sent' });
  if (simplex === 'receive') return refuse('on a receive leg nothing is sent');
  if (kind === 'post') return null;
  if (simplex === 'send') return refuse('a send leg alone hears no reply: post, and take the reply on the other leg');
  if (exchange.mode === 'simplex' && exchange.key === null)
    return refuse('without exchange.key no reply could be told to be this request’s: post, and take what comes');
  return null;
};
