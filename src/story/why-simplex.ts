/** Why was a simplex line not whole? Told from the records of its legs and of its chart. Pure, and in bounded memory. */
import type { TransitionRecord } from '../contract/record.ts';
import { clientAllowedBy } from './why-ends.ts';
import { allowedBy, howOf, isFacts } from './why-facts.ts';
import { isUp } from './why-line.ts';
import { isOnLine, leaves } from './why-session.ts';
import type { Broken, LegDown, LegName, SimplexStory } from './why-simplex-story.ts';
import type { Growing, StoryEntry } from './why-story.ts';

const WHOLE = 'open.whole';
const DIALING = 'connecting.attempting.dialing';
const ATTEMPTING = 'connecting.attempting';

/** What a person reads of a long list. */
const LEGS_KEPT = 3;

/** What is known of a leg, whatever becomes of it. */
type Known = Pick<Growing<LegDown>, 'called' | 'how' | 'allowed' | 'clientAllowed'>;

export class SimplexTeller {
  readonly #link: string;
  readonly #at: number;
  readonly #known: Readonly<Record<LegName, Known>> = { send: nothing(), receive: nothing() };
  readonly #down: Record<LegName, Growing<LegDown> | null> = { send: null, receive: null };
  #legs: SimplexStory['legs'] | null = null;
  #broken: Growing<Broken> | null = null;
  /** It is starting, and nothing of it has failed: that is no trouble, unless it stays so. */
  #coming: Growing<Broken> | null = null;
  #chosen: Growing<Broken> | null = null;
  #times = 0;
  #wholeSince: number | null = null;
  #run: string | null = null;
  #from: number | null = null;
  #to = 0;

  /** @param at wall clock, ms: the time at or before it that the line was not whole, or else the first; default: the last */
  constructor(link: string, at = Infinity) {
    this.#link = link;
    this.#at = at;
  }

  take(entry: StoryEntry): void {
    if (entry.type === 'gap') {
      if (this.#broken !== null) this.#broken.missing += entry.last - entry.first + 1;
    } else if (entry.type === 'record' && entry.link === this.#link) this.#record(entry);
  }

  /** Another process goes on with the log: what the one before left is no more. */
  run(id: string): void {
    if (id === this.#run) return;
    if (this.#run !== null) this.#over('the process ended', this.#to);
    this.#run = id;
  }

  /** What is known so far; null: these records know no simplex line of this name. */
  story(): SimplexStory | null {
    if (this.#legs === null || this.#from === null) return null;
    const times = this.#times + (this.#coming === null ? 0 : 1);
    const broken = this.#coming !== null && this.#coming.began <= this.#at ? this.#coming : this.#chosen;
    const seen = { from: this.#from, to: this.#to };
    return { link: this.#link, legs: this.#legs, seen, broken, times, whole: this.#wholeSince !== null };
  }

  #record(record: TransitionRecord): void {
    const { chart, at, connection, to } = record;
    if (chart === 'simplex') this.#ofPair(record);
    if (this.#legs === null) return;
    this.#from ??= at;
    this.#to = at;
    for (const one of [this.#broken, this.#coming]) if (one !== null) one.until = at;
    const leg = legOf(this.#link, connection);
    if (leg !== null && chart === 'connection') this.#ofDialled(leg, record);
    else if (leg !== null && chart === 'session') this.#ofCalled(leg, record);
    else if (leg !== null && chart === 'listener') this.#listens(leg);
    else if (chart === 'link' && to === 'closed') this.#over(howOf(record).reason ?? record.event.type, at);
  }

  #ofPair(record: TransitionRecord): void {
    const { at, event, from, to } = record;
    if (from === '') this.#starts(record);
    const { leg } = event;
    // While it is closing, they go because they are to.
    if (from.startsWith('open') && (leg === 'send' || leg === 'receive')) {
      if (event.type === 'leg-up') this.#up(leg, at);
      else if (event.type === 'leg-down') this.#lost(leg, at);
      else if (event.type === 'failed' && this.#down[leg] === null) this.#lost(leg, at);
    }
    if (to === WHOLE && from !== WHOLE) {
      this.#over('whole', at);
      this.#wholeSince = at;
    } else if (from === WHOLE && to !== WHOLE) this.#wholeSince = null;
  }

  #starts({ at, event }: TransitionRecord): void {
    const { input } = event as Readonly<Record<string, unknown>>;
    const legs = isFacts(input) ? input['legs'] : null;
    this.#legs = legs === 'send' || legs === 'receive' ? legs : 'both';
    this.#wholeSince = null;
    if (this.#broken !== null) return;
    this.#coming = { began: at, wholeSince: null, first: [], last: [], between: 0, ended: null, until: at, missing: 0 };
    for (const leg of ['receive', 'send'] as const)
      if (legs === leg || this.#legs === 'both') this.#goes(this.#coming, leg, at, false);
  }

  #lost(leg: LegName, at: number): void {
    this.#promote();
    if (this.#broken === null) {
      const wholeSince = this.#wholeSince;
      this.#begin({ began: at, wholeSince, first: [], last: [], between: 0, ended: null, until: at, missing: 0 });
    }
    if (this.#broken !== null) this.#goes(this.#broken, leg, at, true);
  }

  #goes(broken: Growing<Broken>, leg: LegName, at: number, wasUp: boolean): void {
    const { called, how, allowed, clientAllowed } = this.#known[leg];
    const facts = { called, how: wasUp ? how : null, allowed, clientAllowed };
    const down: Growing<LegDown> = { leg, at, wasUp, ...facts, verdict: null, dials: 0, until: null };
    this.#down[leg] = down;
    if (broken.first.length < LEGS_KEPT) broken.first.push(down);
    else if (broken.last.push(down) > LEGS_KEPT) {
      broken.last.shift();
      broken.between += 1;
    }
  }

  #up(leg: LegName, at: number): void {
    const down = this.#down[leg];
    if (down !== null) down.until = at;
    this.#down[leg] = null;
  }

  #ofDialled(leg: LegName, record: TransitionRecord): void {
    const { event, from, to, verdict } = record;
    const known = this.#known[leg];
    if (from === '') known.allowed = allowedBy(record) ?? known.allowed;
    const failed = from.startsWith(ATTEMPTING) && !to.startsWith(ATTEMPTING) && !isUp(to);
    const lost = event.type === 'crash' || (isUp(from) && !isUp(to));
    if (lost) known.how = howOf(record);
    const down = this.#down[leg];
    if (down === null) return;
    down.allowed ??= known.allowed;
    if (failed) {
      this.#promote();
      down.how ??= howOf(record);
    }
    if (to === DIALING) down.dials += 1;
    if (verdict !== undefined && (down.verdict === null || verdict.kind !== 'not-known')) down.verdict = verdict;
  }

  #listens(leg: LegName): void {
    const down = this.#down[leg];
    this.#known[leg].called = true;
    if (down !== null) down.called = true;
  }

  #ofCalled(leg: LegName, record: TransitionRecord): void {
    const known = this.#known[leg];
    if (record.from === '') known.clientAllowed = clientAllowedBy(record) ?? known.clientAllowed;
    if (leaves(record)) known.how = howOf(record);
    // One that was never let in says why nobody is there.
    const down = this.#down[leg];
    if (down !== null && leaves(record) && !isOnLine(record.from)) down.how ??= howOf(record);
  }

  /** What is only coming has failed. */
  #promote(): void {
    if (this.#coming === null) return;
    this.#begin(this.#coming);
    this.#coming = null;
  }

  #begin(broken: Growing<Broken>): void {
    this.#broken = broken;
    this.#times += 1;
    if (this.#chosen === null || broken.began <= this.#at) this.#chosen = broken;
  }

  #over(ended: string, at: number): void {
    if (ended !== 'whole') this.#promote();
    this.#coming = null;
    if (this.#broken === null) return;
    this.#broken.ended = ended;
    this.#broken.until = at;
    this.#broken = null;
  }
}

const nothing = (): Known => ({ called: false, how: null, allowed: null, clientAllowed: null });

/** `bank>send`, `bank>send#1`, `bank>send!1`. */
function legOf(link: string, connection: string): LegName | null {
  for (const leg of ['send', 'receive'] as const) if (connection.startsWith(`${link}>${leg}`)) return leg;
  return null;
}
