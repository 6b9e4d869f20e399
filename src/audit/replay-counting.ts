/** What the arithmetic of each chart's summaries is done with. */

/** Where the actor stood before. */
export interface Before {
  readonly state: string;
  readonly context: Context;
}

export type Context = Readonly<Record<string, unknown>>;
/** How often all of these were counted. */
export type Count = (...keys: readonly string[]) => number;

export const countIn =
  (counts: Readonly<Record<string, number>>): Count =>
  (...keys) =>
    keys.reduce((sum, key) => sum + (counts[key] ?? 0), 0);

/** Quiet events change nothing else. */
export function unchanged(was: Context, changes: Context, but: ReadonlySet<string>): string | null {
  const changed = Object.keys(changes).find(
    (key) => !but.has(key) && JSON.stringify(changes[key]) !== JSON.stringify(was[key]),
  );
  return changed === undefined ? null : `'${changed}' changes, and nothing that was counted changes it`;
}

export const told = (context: Context, key: string): string => JSON.stringify(context[key]) ?? 'nothing';

export function pausedFits(was: Context, is: Context, count: Count): boolean {
  const paused = count('paused/pull');
  const resumed = count('resumed/pull');
  if (paused > 0 && resumed > 0) return typeof is['paused'] === 'boolean';
  return is['paused'] === (paused > 0 ? true : resumed > 0 ? false : was['paused']);
}
