/** What a state means to the person on call: eight families, the worst last. Each has a colour and a mark of its own. */

import type { StateName, Tone } from '../../../src/inspector/protocol.ts';

export const families = [
  { name: 'idle', words: 'connected, at rest', mark: '' },
  { name: 'busy', words: 'connected, an exchange in flight', mark: 'M6.5 8h3' },
  { name: 'closing', words: 'closing in order', mark: 'M4 8h8' },
  { name: 'connecting', words: 'dialling or shaking hands', mark: 'M4.5 11.5l7-7M6.5 4.5h5v5' },
  { name: 'probing', words: 'silent: being asked whether it lives', mark: 'M8 3.5v5.5M8 11.8v.7' },
  { name: 'reconnecting', words: 'lost: waiting for the next dial', mark: 'M3 8.5L8.5 3M3 13L13 3M7.5 13L13 7.5' },
  { name: 'dead', words: 'over: nobody dials any more', mark: 'M4 4l8 8M12 4l-8 8' },
  { name: 'ended', words: 'ended as it was asked to', mark: 'M8 7.6v.8' },
] as const;

export type FamilyName = (typeof families)[number]['name'];

/** The index of a family: what the typed arrays hold. */
export type Family = number;

const index = new Map<string, Family>(families.map(({ name }, at) => [name, at]));
export const familyOf = (name: FamilyName): Family => index.get(name) ?? 0;
export const nameOf = (family: Family): FamilyName => families[family]?.name ?? 'ended';

const byTone: Readonly<Record<Tone, FamilyName>> = {
  up: 'idle',
  doubt: 'probing',
  coming: 'connecting',
  down: 'reconnecting',
  ending: 'closing',
  ended: 'ended',
  failed: 'dead',
};

/** Of those that serve, the ones with an exchange in flight. */
const busy = /(^|\.)(awaiting-reply|busy)$/;

export const familyFor = ({ tone, path }: StateName): Family =>
  familyOf(tone === 'up' && busy.test(path) ? 'busy' : byTone[tone]);

/** How much a family asks to be looked at: the order of "worst first". */
const gravity: readonly number[] = [0, 0, 1, 3, 4, 6, 7, 0];
export const gravityOf = (family: Family): number => gravity[family] ?? 0;

/** Whether no exchange can go out: what the headline counts. */
export const isDown = (family: Family): boolean => gravityOf(family) >= 6;
