/** What a loss and the dial after it prove together, as data: each alone, and the pairs that prove more than either. */
import type { VerdictKind } from '../contract/verdict.ts';
import type { DialGroup, LossGroup } from './verdict-signs.ts';
import { dialGroups, lossGroups } from './verdict-signs.ts';

export interface Conclusion {
  readonly kind: VerdictKind;
  /** What looks the same from here. */
  readonly doubt?: string;
}

const VANISHED = 'a host that is down, and one whose packets are dropped on the way';
const NO_WAY = 'a way that is cut, and a host that is down behind a router that answers for it';
const REFUSED = 'a program that ended, one that never ran there, and a firewall that refuses in its place';
const RESET =
  'a program that reset the line or died with bytes unread, a host that rebooted, and a device on the way that forgot the line';
const LOST_STATE =
  'a host that rebooted, a device on the way that forgot the line, and a program that reset it after a silence';
const UNREAD = 'a program that died with bytes unread, and a host that rebooted and does not run its program yet';
const BACK = 'a way that was cut for a while, and a host that rebooted and runs its program again';
const NO_PROGRAM_YET =
  'a host that rebooted and does not run its program yet, and one that was cut off while its program ended';

/** What the loss proves by itself. */
const byLoss: Readonly<Record<LossGroup, Conclusion>> = {
  none: { kind: 'not-known' },
  closed: { kind: 'closed-by-peer' },
  reset: { kind: 'reset-by-peer', doubt: RESET },
  'reset-to-probe': { kind: 'rebooted', doubt: LOST_STATE },
  vanished: { kind: 'crashed-or-down', doubt: `${VANISHED}, or that cannot be reached` },
  'no-way': { kind: 'unreachable', doubt: NO_WAY },
  mute: { kind: 'not-known', doubt: `a program that does not answer, and ${VANISHED}` },
  garbled: { kind: 'protocol-broken' },
  'not-accepted': { kind: 'turned-away' },
  gone: { kind: 'program-gone', doubt: REFUSED },
  local: { kind: 'local-fault' },
  odd: { kind: 'not-known' },
};

/** What the dial proves by itself; `null`: nothing about what became of the line, so the loss stands alone. */
const byDial: Readonly<Record<DialGroup, Conclusion | null>> = {
  none: null,
  elsewhere: null,
  opened: null,
  refused: { kind: 'program-gone', doubt: REFUSED },
  'hung-up': {
    kind: 'reset-by-peer',
    doubt: 'the peer’s program, and a proxy before it that has no program behind it',
  },
  unanswered: { kind: 'crashed-or-down', doubt: `${VANISHED}, or whose program takes no more dials` },
  'no-way': { kind: 'unreachable', doubt: NO_WAY },
  'no-name': null,
  'not-accepted': { kind: 'turned-away' },
  garbled: { kind: 'protocol-broken', doubt: 'the peer, and a device on the way that answers in its place' },
  local: null,
  odd: null,
};

/** Where the loss stands alone although a dial followed. */
const openByDial: Readonly<Partial<Record<DialGroup, string>>> = {
  elsewhere: 'the dial went to another target of the list, and tells nothing about the one that was lost',
  'no-name': 'without an address nothing was dialled, and nothing is known of the host',
  local: 'the dial failed on this host, and tells nothing about the peer',
};

/** Pairs that prove something else than the dial, or the loss, alone. */
const joint: Readonly<Partial<Record<`${LossGroup} + ${DialGroup}`, Conclusion>>> = {
  'none + local': { kind: 'local-fault' },
  'reset + refused': { kind: 'program-gone', doubt: UNREAD },
  'vanished + opened': { kind: 'crashed-or-down', doubt: BACK },
  'vanished + refused': { kind: 'rebooted', doubt: NO_PROGRAM_YET },
  'no-way + opened': { kind: 'unreachable', doubt: BACK },
  'no-way + refused': { kind: 'rebooted', doubt: NO_PROGRAM_YET },
  // The network has said so once: that its answers are missing now takes nothing back.
  'no-way + unanswered': { kind: 'unreachable', doubt: NO_WAY },
  'reset-to-probe + refused': {
    kind: 'rebooted',
    doubt: 'a host that rebooted and does not run its program yet, and a stopped program that was killed',
  },
  'mute + opened': {
    kind: 'program-silent',
    doubt:
      'a program that is stopped or hangs, a way that was cut for a while, and a kernel or proxy that accepts in the program’s place',
  },
};

export const conclude = (loss: LossGroup, dial: DialGroup): Conclusion => {
  const found = joint[`${loss} + ${dial}`] ?? byDial[dial];
  if (found !== null) return found;
  const open = openByDial[dial];
  const { kind, doubt } = byLoss[loss];
  if (open === undefined || kind === 'local-fault') return byLoss[loss];
  return { kind, doubt: doubt === undefined ? open : `${doubt}; ${open}` };
};

export interface VerdictRow {
  readonly loss: string;
  readonly dial: string;
  readonly kind: VerdictKind;
  readonly unsure: string;
}

/** Every pair, in words: the page for people is made from it. */
export const verdictRows = (): readonly VerdictRow[] =>
  (Object.keys(lossGroups) as LossGroup[]).flatMap((loss) =>
    (Object.keys(dialGroups) as DialGroup[]).map((dial) => {
      const { kind, doubt = '' } = conclude(loss, dial);
      return { loss: lossGroups[loss], dial: dialGroups[dial], kind, unsure: doubt };
    }),
  );
