/** Joins how a line went with what the next dial found. Pure: facts in, a verdict with its evidence out. */
import type { Rung, Verdict } from '../contract/verdict.ts';
import { rungs } from '../contract/verdict.ts';
import type { DialCode, DialGroup, LossCode, LossGroup } from './verdict-signs.ts';
import { dialSigns, lossSigns } from './verdict-signs.ts';
import { conclude } from './verdict-table.ts';

/** How an open line went. */
export interface LossSeen {
  readonly code: LossCode;
  /** It was this host's doing, whatever the code. */
  readonly local: boolean;
  /** The system's own words, where there are any. */
  readonly detail?: string | undefined;
  /** Instead of the rung by which this loss is seen as a rule. */
  readonly rung?: Rung | undefined;
  /** What was seen before it, as sentences of evidence. */
  readonly before?: readonly string[] | undefined;
}

/** How the dial after it ended. */
export interface DialSeen {
  readonly code: DialCode;
  /** It was this host's doing, whatever the code. */
  readonly local: boolean;
  readonly detail?: string | undefined;
  /** Another target of the list was dialled than the one that was lost. */
  readonly elsewhere?: boolean | undefined;
}

/** A sentence of evidence, with the rung by which it was seen. */
export const evidence = (rung: Rung, saw: string, detail?: string): string =>
  detail === undefined ? `${rungs[rung]}: ${saw}` : `${rungs[rung]}: ${saw} (${detail})`;

/**
 * @param loss null: the line was not up before
 * @param dial null: none followed
 */
export const verdictOf = (loss: LossSeen | null, dial: DialSeen | null): Verdict => {
  const lossSign = loss === null ? null : lossSigns[loss.code];
  const dialSign = dial === null ? null : dialSigns[dial.code];
  const { kind, doubt } = conclude(lossGroup(loss), dialGroup(dial));

  const seen: string[] = [];
  if (loss !== null && lossSign !== null)
    seen.push(...(loss.before ?? []), evidence(loss.rung ?? lossSign.rung, lossSign.saw, loss.detail));
  if (dial !== null && dialSign !== null) {
    const where = dial.elsewhere === true ? 'of another target: ' : '';
    seen.push(evidence('redial', where + dialSign.saw, dial.detail));
  }
  if (seen.length === 0) seen.push('nothing was lost, and nothing was dialled');

  // What another target did leaves nothing open about this one.
  const dialDoubt = dial?.elsewhere === true ? undefined : dialSign?.doubt;
  const doubts = [doubt, lossSign?.doubt, dialDoubt].filter((one) => one !== undefined);
  return doubts.length === 0 ? { kind, evidence: seen } : { kind, evidence: seen, unsure: doubts.join('; ') };
};

const lossGroup = (loss: LossSeen | null): LossGroup => {
  if (loss === null) return 'none';
  return loss.local ? 'local' : lossSigns[loss.code].group;
};

const dialGroup = (dial: DialSeen | null): DialGroup => {
  if (dial === null) return 'none';
  if (dial.elsewhere === true) return 'elsewhere';
  return dial.local ? 'local' : dialSigns[dial.code].group;
};
