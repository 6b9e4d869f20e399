/** What a page shows of a supervisor, a view each: it begins with all there is, and goes on with what comes. */
import type { Stage } from './stage.ts';
import type { Viewer } from './source.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type { ServerMessage, Watched } from './protocol.ts';
import { newest } from './trail.ts';

export interface Shown {
  begin(t: number): void;
  /** 20 times a second. @param beat counts them */
  tick(t: number, beat: number): void;
  second(t: number): void;
  end(): void;
}

type Of<V extends Watched['view']> = Extract<Watched, { readonly view: V }>;

/** Every how many beats: five times a second. */
const SELDOM = 4;
const nothing = (): void => {};

/** Rows and frames come to every page that shows rows: the viewer itself sees to them. */
export const fleetShown = (): Shown => ({ begin: nothing, tick: nothing, second: nothing, end: nothing });

interface Named {
  readonly connection: string;
}

const named = (one: Named, other: Named): number =>
  one.connection.localeCompare(other.connection, 'en', { numeric: true });

/** Seconds after which the worst are chosen anew. */
const CHOSEN_FOR = 5;

export function timelineShown({ window, most, order, link }: Of<'timeline'>, stage: Stage, viewer: Viewer): Shown {
  const { fleet } = stage.observer;
  const tones = (): readonly boolean[] =>
    stage.words.names.map(({ tone }) => tone !== 'up' && tone !== 'ended' && tone !== 'ending');
  let seconds = 0;

  /** ms in the window in which it did not serve. */
  const badness = (row: number, from: number, t: number, bad: readonly boolean[]): number => {
    let sum = 0;
    let before: readonly [number, number] | null = null;
    for (const span of fleet.spans.of(row, from)) {
      if (before !== null && bad[before[0]] === true) sum += span[1] - Math.max(from, before[1]);
      before = span;
    }
    if (before !== null && bad[before[0]] === true) sum += t - Math.max(from, before[1]);
    return sum;
  };

  const send = (t: number): void => {
    const from = t - window;
    const bad = tones();
    const all = [...fleet.seated()].filter((member) => link === undefined || member.link === link);
    const rated = all.map(({ row, connection }) => ({ row, connection, ms: badness(row, from, t, bad) }));
    rated.sort((one, other) => (order === 'worst' ? other.ms - one.ms : 0) || named(one, other));
    const rows = rated.slice(0, most).map(({ row }) => row);
    viewer.message({ type: 'timeline', rows, of: all.length, window });
    const { writer } = stage;
    writer.begin('spans', stage.number(), t);
    for (const row of rows) if (!fleet.spans.write(row, from, writer)) break;
    viewer.frame(writer.end());
  };

  return {
    begin: send,
    tick: nothing,
    second: (t) => {
      seconds += 1;
      if (seconds % CHOSEN_FOR === 0) send(t);
    },
    end: nothing,
  };
}

/** Records told in one message: a page cannot show more, and says how many it did not. */
const MOST_AT_ONCE = 200;

export function trailShown(
  { limit }: Of<'trail'>,
  stage: Stage,
  viewer: Viewer,
  passing: (record: TransitionRecord) => boolean,
): Shown {
  const { trail } = stage.observer;
  let told = 0;
  return {
    begin: () => {
      const found = newest(trail.backwards(), passing, limit);
      const [oldest] = trail.since(0);
      const kept = { records: trail.size, since: oldest?.mono ?? stage.since };
      viewer.message({ type: 'trail', reset: true, ...found, kept });
      told = trail.total;
    },
    tick: (_, beat) => {
      if (beat % SELDOM !== 0 || trail.total === told) return;
      const lost = Math.max(0, trail.total - trail.size - told);
      const found = newest([...trail.since(told)].toReversed(), passing, MOST_AT_ONCE);
      told = trail.total;
      const skipped = found.skipped + lost;
      if (found.records.length > 0 || skipped > 0)
        viewer.message({ type: 'trail', reset: false, records: found.records, skipped });
    },
    second: nothing,
    end: nothing,
  };
}

export function treeShown(stage: Stage, viewer: Viewer): Shown {
  const send = (t: number): void => viewer.message({ type: 'tree', t, tree: stage.supervisor.tree() });
  return { begin: send, tick: nothing, second: send, end: nothing };
}

export function ratesShown(stage: Stage, viewer: Viewer): Shown {
  const { rates } = stage.observer;
  let told = 0;
  const send = (reset: boolean): ServerMessage => {
    const samples = rates.since(told);
    told = rates.total;
    return { type: 'rates', reset, samples, backoff: rates.backoff };
  };
  return {
    begin: () => {
      told = 0;
      viewer.message(send(true));
    },
    tick: nothing,
    second: () => viewer.message(send(false)),
    end: nothing,
  };
}
