/** A log's events put through the charts by XState's interpreter, and not by the code that wrote them. */
import type { AnyStateMachine } from 'xstate';
import type { Summary, TransitionRecord } from '../contract/record.ts';
import type { GapEntry, RecordEntry, SummaryEntry } from './entries.ts';
import { miscounted } from './replay-arithmetic.ts';
import { Life, Strayed } from './replay-life.ts';

/** Writers whose connection is over, and of whom a summary may still come: of as many as short links end in a minute. */
const MOST_RETIRED = 30_000;

const keyOf = (chart: string, connection: string): string => `${chart} ${connection}`;

interface Actor {
  readonly link: string;
  readonly life: Life;
  /** Of its last entry. */
  seq: number;
}

/** One run's actors. Memory is bounded by how many of them live at once. */
export class Replay {
  readonly #machines: ReadonlyMap<string, AnyStateMachine>;
  readonly #actors = new Map<string, Actor>();
  /** In the order in which their connections ended. */
  readonly #retired = new Map<string, Actor>();
  /** Connections of each link that have not ended. */
  readonly #lines = new Map<string, Set<string>>();
  /** Since a gap an actor may have begun, or ended, unseen. */
  #blind = false;
  /** So may a writer, since more of them retired than are remembered. */
  #forgot = false;
  #skipped = 0;

  /** @param machines by id */
  constructor(machines: ReadonlyMap<string, AnyStateMachine>) {
    this.#machines = machines;
  }

  /** Entries that could not be replayed, for want of what a gap holds. */
  get skipped(): number {
    return this.#skipped;
  }

  /** @throws Strayed: this is not what the chart does */
  take(entry: RecordEntry | SummaryEntry | GapEntry): void {
    if (entry.type === 'gap') this.#blind = true;
    else if (entry.type === 'summary') this.#adopt(entry);
    else if (entry.from === '') this.#start(entry);
    else this.#step(entry);
  }

  /** Where an actor is, as its chart has it; undefined when it is over, or not known. */
  of(chart: string, connection: string): Life | undefined {
    return this.#actors.get(keyOf(chart, connection))?.life;
  }

  #start(record: TransitionRecord): void {
    const { chart, connection, link, event } = record;
    const machine = this.#machine(chart);
    if (event.type !== 'start') throw new Strayed(`'${event.type}' is no beginning`);
    const key = keyOf(chart, connection);
    // A link's or listener's own actor that has crashed says no more, and begins anew.
    if (chart !== 'link' && chart !== 'listener' && this.#actors.has(key) && !this.#blind)
      throw new Strayed('it has begun before');
    this.#retired.delete(key);
    if (chart === 'link') this.#drop(link);
    const actor = { link, life: Life.begun(machine, event['input']), seq: record.seq };
    this.#actors.set(key, actor);
    if (chart === 'connection') this.#line(link).add(connection);
    this.#compare(actor, record);
  }

  #step(record: TransitionRecord): void {
    const { chart, connection, event, from, to, seq } = record;
    const actor = this.#find(chart, connection);
    const crash = event.type === 'crash';
    if (actor === null) {
      // What throws as it begins leaves no other record.
      if (crash && from === to && !this.#blind) return;
      this.#unknown(chart);
      return;
    }
    if (actor.life.state !== from) throw new Strayed(`it was in '${actor.life.state}'`);
    if (crash) {
      if (to !== from || record.effects.length > 0) throw new Strayed('a crash changes nothing and performs nothing');
      this.#end(record);
      return;
    }
    actor.seq = seq;
    actor.life.take(event);
    this.#compare(actor, record);
  }

  #compare({ life }: Actor, record: TransitionRecord): void {
    if (life.state !== record.to) throw new Strayed(`the chart goes to '${life.state}'`);
    if (life.effects.join() !== record.effects.join())
      throw new Strayed(`the chart performs ${told(life.effects)}, not ${told(record.effects)}`);
    if (life.over) this.#end(record);
  }

  #adopt(summary: Summary): void {
    const { chart, connection, first, last, to, context, counts } = summary;
    if (Object.keys(counts).length === 0) {
      this.#meet(summary);
      return;
    }
    const actor = this.#find(chart, connection);
    if (actor === null) {
      this.#unknown(chart);
      return;
    }
    if (first <= actor.seq)
      throw new Strayed(`it begins at ${String(first)}, and the actor was at ${String(actor.seq)}`);
    const { life } = actor;
    const why = miscounted(summary, life);
    if (why !== null) throw new Strayed(why);
    life.adopt(to, { ...life.context, ...context });
    actor.seq = last;
  }

  /** Behind a gap: where an actor stands that it took something from. */
  #meet({ chart, connection, link, last, to, context }: Summary): void {
    const life = Life.met(this.#machine(chart), to, context);
    this.#actors.set(keyOf(chart, connection), { link, life, seq: last });
    if (chart === 'connection') this.#line(link).add(connection);
  }

  /** @throws Strayed */
  #machine(chart: string): AnyStateMachine {
    const machine = this.#machines.get(chart);
    if (machine === undefined) throw new Strayed(`there is no chart '${chart}'`);
    return machine;
  }

  #find(chart: string, connection: string): Actor | null {
    const key = keyOf(chart, connection);
    return this.#actors.get(key) ?? this.#retired.get(key) ?? null;
  }

  #unknown(chart: string): void {
    if (!this.#blind && !(this.#forgot && chart === 'writer')) throw new Strayed('it has not begun, or is over');
    this.#skipped += 1;
  }

  #end({ chart, connection, link }: TransitionRecord): void {
    this.#actors.delete(keyOf(chart, connection));
    if (chart === 'connection') {
      this.#lines.get(link)?.delete(connection);
      this.#retire('writer', connection);
    } else if (chart === 'session') this.#retire('writer', connection);
    else if (chart === 'link') this.#retire('breaker', connection);
  }

  /** A link that begins anew has stopped its connections, which is no transition of theirs. */
  #drop(link: string): void {
    for (const connection of this.#lines.get(link) ?? []) {
      this.#actors.delete(keyOf('connection', connection));
      this.#retire('writer', connection);
    }
    this.#lines.delete(link);
  }

  #line(link: string): Set<string> {
    const line = this.#lines.get(link) ?? new Set<string>();
    this.#lines.set(link, line);
    return line;
  }

  /** What has no end of its own goes with its owner, and may still have a word to say. */
  #retire(chart: 'writer' | 'breaker', connection: string): void {
    const key = keyOf(chart, connection);
    const actor = this.#actors.get(key);
    if (actor === undefined) return;
    this.#actors.delete(key);
    this.#retired.set(key, actor);
    const [oldest] = this.#retired.keys();
    if (this.#retired.size <= MOST_RETIRED || oldest === undefined) return;
    this.#retired.delete(oldest);
    this.#forgot = true;
  }
}

const told = (effects: readonly string[]): string => (effects.length === 0 ? 'nothing' : `'${effects.join(', ')}'`);
