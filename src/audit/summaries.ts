/** What level `lifecycle` leaves out, summed up for each actor until its next record. Memory: the actors that live. */
import type { RecordFacts, Summary, TransitionRecord } from '../contract/record.ts';

/** Each kind of transition of one actor, with its number: there are few, and found by identity sooner than by a hash. */
interface Kind {
  readonly event: string;
  readonly effect: string | undefined;
  times: number;
}

interface Tracked {
  readonly link: string;
  readonly connection: string;
  readonly chart: string;
  epoch: number;
  first: number;
  last: number;
  kinds: Kind[];
  until: number;
  to: string;
  context: object;
  /** The context at its last entry; null where the reader does not know it. */
  base: object | null;
  /** A gap swallowed something of it. */
  lost: boolean;
}

/** What a transition says, whether it is a record or on its way to be one. */
export type Transition = Pick<
  TransitionRecord & RecordFacts,
  'connection' | 'chart' | 'epoch' | 'event' | 'to' | 'effects'
>;

/** Only these have transitions that are left out; what the others' contexts are is told by their records. */
const summedUp: ReadonlySet<string> = new Set(['connection', 'session', 'simplex', 'writer', 'breaker']);

/** Charts without an end of their own: a writer's is its connection's, a breaker's is its link's. */
const endless: ReadonlySet<string> = new Set(['writer', 'breaker']);

const lastStates: ReadonlySet<string> = new Set(['dead', 'closed', 'ended']);

/** An actor ends in a final state of its chart, or crashes. */
export const isEnd = ({ chart, event, to }: Transition): boolean =>
  event.type === 'crash' || (!endless.has(chart) && lastStates.has(to));

export class Summaries {
  readonly #write: (summary: Summary) => void;
  readonly #forgotten: (link: string) => void;
  /** By link, and there by connection: an actor or two. */
  readonly #links = new Map<string, Map<string, Tracked[]>>();

  /** @param forgotten hears which link has ended */
  constructor(write: (summary: Summary) => void, forgotten: (link: string) => void) {
    this.#write = write;
    this.#forgotten = forgotten;
  }

  /** A transition that is left out. */
  add(seq: number, link: string, facts: Transition, context: object): void {
    const actor = this.#find(link, facts);
    if (actor === undefined) {
      // It has ended, and what it still does is told at once: nothing would come after it to be told before.
      const late = newActor(link, facts, null);
      count(late, seq, facts, context);
      this.#tell(late);
    } else count(actor, seq, facts, context);
  }

  /** Before a record is written: what its actor did since, and all that its connection did, if it ends. */
  before(record: TransitionRecord): void {
    this.#settle(record.link, record);
  }

  /** Once the record is written. */
  after(record: TransitionRecord, context: object): void {
    if (this.#ended(record.link, record) || !summedUp.has(record.chart)) return;
    const actor = this.#find(record.link, record) ?? this.#track(record.link, record);
    actor.base = context;
  }

  /** A transition that a gap swallows: of its actor only where it stands is remembered. */
  lose(link: string, facts: Transition, context: object): void {
    // What was counted before the gap is not in it, whatever else ends there.
    this.#settle(link, facts);
    if (this.#ended(link, facts)) return;
    const actor = this.#find(link, facts) ?? this.#track(link, facts);
    actor.lost = true;
    stand(actor, facts, context);
  }

  /** After a gap: where the actors stand that it took something from. */
  restore(first: number, last: number): void {
    for (const actor of this.#all())
      if (actor.lost) {
        actor.lost = false;
        actor.base = null;
        actor.first = first;
        actor.last = last;
        this.#put(actor);
      }
  }

  /** All that is summed up so far. */
  tell(): void {
    for (const actor of this.#all()) this.#tell(actor);
  }

  forget(): void {
    this.#links.clear();
  }

  /** How many actors are remembered. */
  get size(): number {
    let size = 0;
    for (const connections of this.#links.values()) for (const actors of connections.values()) size += actors.length;
    return size;
  }

  /** What this transition's actor did before it, and all that it ends. */
  #settle(link: string, facts: Transition): void {
    const actors = this.#links.get(link)?.get(facts.connection);
    if (actors !== undefined)
      for (const actor of actors) if (actor.chart === facts.chart || isEnd(facts)) this.#tell(actor);
    if (endsLife(facts)) this.#each(link, (actor) => this.#tell(actor));
  }

  #find(link: string, { connection, chart }: Transition): Tracked | undefined {
    const actors = this.#links.get(link)?.get(connection);
    if (actors !== undefined) for (const actor of actors) if (actor.chart === chart) return actor;
    return undefined;
  }

  #track(link: string, facts: Transition): Tracked {
    const { connection } = facts;
    let connections = this.#links.get(link);
    if (connections === undefined) this.#links.set(link, (connections = new Map<string, Tracked[]>()));
    const actor = newActor(link, facts, null);
    const actors = connections.get(connection);
    if (actors === undefined) connections.set(connection, [actor]);
    else actors.push(actor);
    return actor;
  }

  /** Forgets what ended with this transition. A link that begins anew has stopped its connections without a word. */
  #ended(link: string, facts: Transition): boolean {
    if (endsLife(facts)) {
      if (!isEnd(facts)) {
        this.#beginAnew(link);
        return false;
      }
      this.#links.delete(link);
      this.#forgotten(link);
    }
    if (!isEnd(facts)) return false;
    const connections = this.#links.get(link);
    connections?.delete(facts.connection);
    if (connections?.size === 0) this.#links.delete(link);
    return true;
  }

  /** Of what it had before, its breaker alone goes on. */
  #beginAnew(link: string): void {
    const connections = this.#links.get(link);
    const breaker = connections?.get(link)?.filter(({ chart }) => chart === 'breaker') ?? [];
    if (breaker.length > 0) this.#links.set(link, new Map([[link, breaker]]));
    else this.#links.delete(link);
  }

  #each(link: string, run: (actor: Tracked) => void): void {
    for (const actors of this.#links.get(link)?.values() ?? []) actors.forEach(run);
  }

  *#all(): Generator<Tracked, void> {
    for (const connections of this.#links.values()) for (const actors of connections.values()) yield* actors;
  }

  #tell(actor: Tracked): void {
    if (actor.kinds.length > 0) this.#put(actor);
  }

  #put(actor: Tracked): void {
    const { link, connection, chart, epoch, first, last, kinds, until, to, context, base } = actor;
    const counts: Record<string, number> = {};
    for (const { event, effect, times } of kinds) counts[effect === undefined ? event : `${event}/${effect}`] = times;
    actor.kinds = [];
    actor.base = context;
    const changed = changes(base, context);
    this.#write({ link, connection, chart, epoch, first, last, counts, until, to, context: changed });
  }
}

/** A link or listener that ends or begins: none of its connections goes on beyond that. */
const endsLife = (facts: Transition): boolean =>
  (facts.chart === 'link' || facts.chart === 'listener') && (isEnd(facts) || facts.event.type === 'start');

const newActor = (link: string, { connection, chart, epoch }: Transition, base: object | null): Tracked => ({
  link,
  connection,
  chart,
  epoch,
  first: 0,
  last: 0,
  kinds: [],
  until: 0,
  to: '',
  context: {},
  base,
  lost: false,
});

/** Where it stands now. */
function stand(actor: Tracked, { epoch, event, to }: Transition, context: object): void {
  const at = event['at'];
  actor.epoch = epoch;
  if (typeof at === 'number') actor.until = at;
  actor.to = to;
  actor.context = context;
}

function count(actor: Tracked, seq: number, facts: Transition, context: object): void {
  const { event, effects } = facts;
  const effect = effects[0];
  if (actor.kinds.length === 0) actor.first = seq;
  actor.last = seq;
  stand(actor, facts, context);
  for (const kind of actor.kinds)
    if (kind.event === event.type && kind.effect === effect) {
      kind.times += 1;
      return;
    }
  actor.kinds.push({ event: event.type, effect, times: 1 });
}

function changes(base: object | null, context: object): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(context))
    if (base === null || (base as Record<string, unknown>)[key] !== value) changed[key] = value;
  return changed;
}
