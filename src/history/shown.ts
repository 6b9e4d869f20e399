/** What a page shows of one instant of a log, a view each. */
import { Edges } from '../inspector/edges.ts';
import type { FrameWriter } from '../inspector/frames.ts';
import { hostOf } from '../inspector/hosts.ts';
import type { TransitionRecord } from '../contract/record.ts';
import type {
  ConnectionFacts,
  EdgeCount,
  Filter,
  Followed,
  Row,
  ServerMessage,
  Watched,
} from '../inspector/protocol.ts';
import type { ShownChart } from '../inspector/stage.ts';
import { passes } from '../inspector/trail.ts';
import type { Vocabulary } from '../inspector/vocabulary.ts';
import type { History, Narrow } from './history.ts';
import type { Instant, Standing } from './instant.ts';

/** The instant that a page is shown. */
export interface Stage {
  readonly instant: Instant;
  /** By row. */
  readonly seats: readonly Standing[];
  readonly rows: readonly Row[];
  readonly wordOf: (standing: Standing) => number;
  readonly words: Vocabulary;
  readonly history: History;
  readonly charts: readonly ShownChart[];
  readonly writer: FrameWriter;
}

/** Of one row: 500 rows fit into a frame. */
export const MOST_SPANS = 256;
/** Records that a filter by text looks at, the newest. */
export const MOST_LOOKED = 20_000;
/** Of a connection that is followed. */
const MOST_FOLLOWED = 50;

const rowed: ReadonlySet<string> = new Set(['connection', 'session']);

/** Made once: making it takes longer than thousands of comparisons. */
const byName = new Intl.Collator('en', { numeric: true });

type Of<V extends Watched['view']> = Extract<Watched, { readonly view: V }>;
type Told = (message: ServerMessage) => void;

export function timelineShown(
  { window, most, order, link }: Of<'timeline'>,
  { instant, seats, rows, words, wordOf, history, writer }: Stage,
  told: Told,
  frame: (bytes: Uint8Array<ArrayBuffer>) => void,
): void {
  const from = instant.t - window;
  const all = seats.flatMap((seat, row) => {
    if (link !== undefined && seat.actor.link !== link) return [];
    const spans = history
      .spans(instant, seat.actor, from, MOST_SPANS)
      .map(({ state, since }, i, found) => ({
        word: i === found.length - 1 ? wordOf(seat) : words.indexOf(seat.actor.chart, state),
        since,
      }));
    return [{ row, connection: seat.actor.connection, spans }];
  });
  const bad = words.names.map(({ tone }) => tone !== 'up' && tone !== 'ended' && tone !== 'ending');
  const rated = all.map((one) => {
    let ms = 0;
    for (const [i, { word, since }] of one.spans.entries())
      if (bad[word] === true) ms += (one.spans[i + 1]?.since ?? instant.t) - Math.max(from, since);
    return { ...one, ms };
  });
  rated.sort(
    (one, other) => (order === 'worst' ? other.ms - one.ms : 0) || byName.compare(one.connection, other.connection),
  );
  const chosen = rated.slice(0, most);
  told({ type: 'timeline', rows: chosen.map(({ row }) => row), of: rows.length, window });
  writer.begin('spans', 0, instant.t);
  for (const { row, spans } of chosen)
    for (const { word, since } of spans) if (!writer.put(row, words.spanOf(word), 1, since)) break;
  frame(writer.end());
}

export async function trailShown({ filter, limit }: Of<'trail'>, stage: Stage): Promise<ServerMessage> {
  const { history, instant, words } = stage;
  const found = await history.trail(instant, narrowed(filter, words), textIn(filter), {
    most: limit,
    looked: MOST_LOOKED,
  });
  const { from, records } = history.extent;
  return { type: 'trail', reset: true, ...found, kept: { records, since: from } };
}

/** All of a filter that can be told without a look into the file. */
export function narrowed({ state, ...filter }: Filter, words: Vocabulary): Narrow {
  if (state === undefined) return filter;
  return { ...filter, is: (chart, path) => path === state || words.label(chart, path) === state };
}

/** The rest of it. */
export const textIn = ({ text }: Filter): ((record: TransitionRecord) => boolean) | null =>
  text === undefined ? null : passes({ text }, () => '');

export async function connectionShown(connection: string, stage: Stage): Promise<readonly ServerMessage[]> {
  const { history, instant, seats, charts } = stage;
  const { t } = instant;
  const row = seats.findIndex(({ actor }) => actor.connection === connection);
  const standing = seats[row] ?? instant.named(connection, rowed);
  if (standing === null) return [{ type: 'connection', t, connection, facts: null, edges: [], edgesSince: t }];
  const { actor } = standing;
  const [known, { records, skipped }] = await Promise.all([
    history.known(instant, actor),
    history.records(instant, actor, MOST_FOLLOWED),
  ]);
  const graph = charts.find(({ id }) => id === actor.chart)?.graph;
  const edges = graph === undefined ? null : new Edges(graph);
  const followed = records.map((record): Followed => ({ record, edges: edges?.of(record) ?? [] }));
  const facts: ConnectionFacts = {
    connection,
    link: actor.link,
    chart: actor.chart,
    host: hostOf(actor.remote),
    group: history.groupOf(actor.link),
    row: row < 0 ? null : row,
    state: standing.state,
    since: standing.since,
    status: standing.over ? 'done' : 'active',
    ...contextOf(known?.context ?? {}),
    armed: known?.waiting ?? null,
    epoch: records.at(-1)?.epoch ?? 0,
    socket: null,
    detail:
      known === null
        ? 'the log does not tell its context: a gap, another version’s chart, or no beginning'
        : detailOf(followed),
    verdict: records.findLast(({ verdict }) => verdict !== undefined)?.verdict ?? null,
    counts: null,
  };
  return [
    { type: 'records', connection, reset: true, records: followed, skipped },
    { type: 'connection', t, connection, facts, edges: counted(followed), edgesSince: records[0]?.mono ?? t },
  ];
}

function contextOf(context: Readonly<Record<string, unknown>>): Pick<ConnectionFacts, 'context' | 'policy'> {
  const { policy = {}, ...rest } = context;
  return { context: rest, policy: policy as Readonly<Record<string, unknown>> };
}

/** The last loss in the system's own words. */
function detailOf(followed: readonly Followed[]): string | null {
  const last = followed.findLast(({ record }) => typeof record.event['detail'] === 'string');
  return last === undefined ? null : String(last.record.event['detail']);
}

function counted(followed: readonly Followed[]): readonly EdgeCount[] {
  const counts = new Map<string, EdgeCount>();
  for (const { record, edges } of followed)
    for (const edge of edges) counts.set(edge, { edge, times: (counts.get(edge)?.times ?? 0) + 1, last: record.mono });
  return [...counts.values()];
}
