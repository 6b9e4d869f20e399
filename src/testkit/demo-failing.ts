/** Peers that are not well, each in its own way. */
import { at, asking, byLength, byLine, common } from './demo-recipe.ts';
import type { Recipe } from './demo-recipe.ts';
import { comesAndGoes } from './peers/comes-and-goes.ts';
import { fallsSilent } from './peers/falls-silent.ts';
import { resets } from './peers/resets.ts';
import { framed, lines } from './speech.ts';

const firstByte = { offset: 0, bytes: 1 } as const;

export const failing: readonly Recipe[] = [
  {
    name: 'resetting',
    story: 'resets the connection now and then: the line is dialled again',
    listen: at(() => resets(framed, { between: [1200, 2400], random: Math.random })),
    link: byLength,
  },
  {
    name: 'silent',
    story: 'falls silent without closing anything: only the unanswered heartbeat tells, and the line is dialled again',
    listen: at(() => fallsSilent(lines, { exchanges: 4, lasts: 1600 })),
    link: byLine,
  },
  {
    name: 'refusing',
    story: 'refuses dials most of the time: the waits between them grow',
    listen: at(() => comesAndGoes(framed, { down: 1500, up: 1500 })),
    link: byLength,
  },
  {
    name: 'breaker',
    story: 'answers nothing for a while on a line that holds: after three failures callers are told at once',
    listen: at(() => fallsSilent(framed, { exchanges: 12, lasts: 1800 })),
    link: {
      ...common,
      framing: 'uint:4',
      exchange: { mode: 'duplex', key: firstByte, timeout: '250ms' },
      breaker: { failures: 3, openFor: '700ms' },
    },
    traffic: asking(200, 'a', 'b'),
  },
];
