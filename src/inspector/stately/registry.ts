/** The actors that are shown, and what became of each: one reader of the stream of records, beside the audit log and the page. */
import { HoldfastError } from '../../contract/errors.ts';
import type { RecordFacts, RecordSink, TransitionRecord } from '../../contract/record.ts';
import type { Observed } from '../observer.ts';
import { Actor } from './actor.ts';
import type { Known, Named, Step } from './actor.ts';
import { eventOf, isCharted, isFinal, knows } from './charts.ts';
import { parentOf, ROOT } from './family.ts';

/** At once, of connections and of links: more, nobody can follow, and a page of charts cannot draw. */
export const MOST_SHOWN = 20;

/** Who is told. */
export interface Listening {
  /** @param step null: it is there from now on */
  put(actor: Actor, step: Step | null): void;
}

const STOP = { type: 'xstate.stop' };
const keyOf = ({ chart, connection, link }: Named): string => `${chart}:${link}:${connection}`;
const isLine = (chart: string): boolean => chart === 'connection' || chart === 'session';
const holdsLines = (chart: string): boolean => chart === 'link' || chart === 'listener';

export class Registry implements RecordSink {
  /** Quiet transitions come to `pass`, for which no record is made unless its link is shown. */
  readonly level = 'lifecycle';
  readonly root: Actor;
  readonly listening = new Set<Listening>();
  readonly #supervisor: Observed;
  readonly #actors = new Map<string, Actor>();
  /** Links and listeners that are shown. */
  readonly #shown = new Set<string>();
  /** null: whoever comes first. */
  #chosen: readonly string[] | null;
  #lines = 0;
  #last = -1;

  /** @throws HoldfastError `option-invalid`: more are chosen than can be shown */
  constructor(supervisor: Observed, chosen: readonly string[] | null) {
    this.#supervisor = supervisor;
    this.#chosen = mustFit(chosen);
    this.root = this.#make(ROOT, null);
    const { state } = supervisor.tree();
    if (knows(ROOT.chart, state)) this.root.learn({ path: state, context: {}, status: 'active' });
    this.#adoptAll();
  }

  /** Parents first. */
  actors(): Iterable<Actor> {
    return this.#actors.values();
  }

  get shown(): readonly string[] {
    return [...this.#shown];
  }

  get chosen(): readonly string[] | null {
    return this.#chosen;
  }

  /** Connections that are shown. */
  get lines(): number {
    return this.#lines;
  }

  /** Shows these links and listeners, and no others; null: keeps what is shown, and adds whoever comes while there is room. @throws HoldfastError `option-invalid` */
  choose(chosen: readonly string[] | null): void {
    this.#chosen = mustFit(chosen);
    if (chosen !== null) for (const link of this.#shown) if (!chosen.includes(link)) this.#hide(link);
    this.#adoptAll();
  }

  take(record: TransitionRecord, context: object): void {
    this.#step(record.link, record, context, record.at);
  }

  pass(_seq: number, link: string, facts: RecordFacts, context: object): void {
    if (this.#shown.has(link)) this.#step(link, facts, context, this.#wall());
  }

  #step(link: string, facts: RecordFacts, context: object, at: number): void {
    const { chart, connection, from, to, event } = facts;
    const actor = this.#actorOf({ chart, connection, link }, from === '');
    if (actor === undefined) return;
    const known: Known =
      event.type === 'crash'
        ? { path: to, context: actor.known?.context ?? context, status: 'error', error: event['error'] }
        : { path: to, context, status: isFinal(chart, to) ? 'done' : 'active' };
    const source = from === '' ? 'parent' : event.type.startsWith('after:') ? 'itself' : 'outside';
    this.#tell(actor, { at, event: eventOf(facts), source, known });
    const over = known.status !== 'active';
    // A supervisor's children each tell of their own end, which may be on record after its own. A link that ends, crashed or is
    // halted has stopped its connections without a word.
    if (chart !== ROOT.chart && (over || (holdsLines(chart) && to === 'down'))) this.#stopBelow(actor);
    if (over) this.#remove(actor);
  }

  /** @param begins what comes is its first event */
  #actorOf(named: Named, begins: boolean): Actor | undefined {
    const found = this.#at(named);
    if (found !== undefined && !(begins && found.known !== null)) return found;
    if (found === this.root) return undefined;
    // The same name again: another life, another actor.
    if (found !== undefined) this.#stop(found);
    const known = found !== undefined && named.link === '';
    return known || this.#admits(named.link) ? this.#enter(named, begins) : undefined;
  }

  /** What belongs to no link is there when a link is below it. */
  #admits(link: string): boolean {
    if (this.#shown.has(link)) return true;
    const { links, listening } = this.#supervisor;
    if (!links.has(link) && !listening.has(link)) return false;
    const room = this.#shown.size < MOST_SHOWN && this.#lines < MOST_SHOWN;
    if (this.#chosen === null ? !room : !this.#chosen.includes(link)) return false;
    this.#shown.add(link);
    return true;
  }

  /**
   * With those above it. undefined: there is no room, or what it belongs to is gone.
   * @param begins then what it belongs to may begin only after it
   */
  #enter(named: Named, begins: boolean): Actor | undefined {
    const found = this.#at(named);
    if (found !== undefined) return found;
    if (!isCharted(named.chart) || (isLine(named.chart) && this.#lines >= MOST_SHOWN)) return undefined;
    const above = parentOf(named, this.#supervisor);
    const parent =
      above === null ? this.root : begins || above.chart === ROOT.chart ? this.#enter(above, begins) : this.#at(above);
    if (parent === undefined) return undefined;
    if (isLine(named.chart)) this.#lines += 1;
    const actor = this.#make(named, parent);
    for (const one of this.listening) one.put(actor, null);
    return actor;
  }

  #at(named: Named): Actor | undefined {
    return this.#actors.get(keyOf(named));
  }

  #make(named: Named, parent: Actor | null): Actor {
    this.#last += 1;
    const actor = new Actor(named, `x:${String(this.#last)}`, parent, this.#wall());
    this.#actors.set(keyOf(named), actor);
    return actor;
  }

  #tell(actor: Actor, step: Step): void {
    actor.learn(step.known);
    for (const one of this.listening) one.put(actor, step);
  }

  #remove(actor: Actor): void {
    const { chart, link } = actor.named;
    if (this.#actors.delete(keyOf(actor.named)) && isLine(chart)) this.#lines -= 1;
    if (holdsLines(chart)) this.#shown.delete(link);
  }

  #stop(actor: Actor): void {
    const { path, context } = actor.known ?? { path: '', context: {} };
    if (!actor.over)
      this.#tell(actor, {
        at: this.#wall(),
        event: STOP,
        source: 'nobody',
        known: { path, context, status: 'stopped' },
      });
    this.#stopBelow(actor);
    this.#remove(actor);
  }

  #stopBelow(above: Actor): void {
    for (const actor of this.#actors.values()) if (actor.parent === above) this.#stop(actor);
  }

  /** It goes on; it is only shown no more. */
  #hide(link: string): void {
    for (const actor of this.#actors.values()) if (actor.named.link === link) this.#stop(actor);
    this.#shown.delete(link);
  }

  #adoptAll(): void {
    const { links, listening } = this.#supervisor;
    for (const name of this.#chosen ?? links.keys()) this.#adopt(name);
    if (this.#chosen === null) for (const name of listening.keys()) this.#adopt(name);
  }

  /** What there was before anybody looked: states are known, what else there is comes with the next event. */
  #adopt(link: string): void {
    if (this.#shown.has(link) || !this.#admits(link)) return;
    const held = this.#supervisor.links.get(link);
    const listener = this.#supervisor.listening.get(link);
    if (held !== undefined) {
      this.#found({ chart: 'link', connection: link, link }, held.state, {});
      for (const { id, state, context } of held.inspect())
        this.#found({ chart: 'connection', connection: id, link }, state, context);
    }
    if (listener !== undefined) {
      this.#found({ chart: 'listener', connection: link, link }, listener.state, {});
      for (const { id, state } of listener.sessions.values())
        this.#found({ chart: 'session', connection: id, link }, state, {});
    }
  }

  #found(named: Named, path: string, context: object): void {
    this.#enter(named, true)?.learn({ path, context, status: 'active' });
  }

  #wall(): number {
    return this.#supervisor.time().wall;
  }
}

function mustFit(chosen: readonly string[] | null): readonly string[] | null {
  const names = chosen === null ? null : [...new Set(chosen)];
  if (names !== null && names.length > MOST_SHOWN)
    throw new HoldfastError(
      'option-invalid',
      `stately: links: ${String(names.length)} are named, and ${String(MOST_SHOWN)} are shown at most`,
    );
  return names;
}
