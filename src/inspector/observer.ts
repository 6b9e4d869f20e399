/** Reads the stream of records into what pages are shown. What it does for a record is a look into a map and a few stores. */
import type { RecordFacts, RecordSink, TransitionRecord } from '../contract/record.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { Fleet, Member } from './fleet.ts';
import { hostOf } from './hosts.ts';
import { Rates } from './rates.ts';
import { count, Stories } from './stories.ts';
import { Ring, TRAIL } from './trail.ts';
import { failed } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Of a supervisor, what is read. */
export type Observed = Pick<Supervisor, 'links' | 'listening' | 'tree' | 'addSink' | 'time'> &
  Partial<Pick<Supervisor, 'chaos'>>;

const DEAD = 'dead';

export class Observer implements RecordSink {
  /** Quiet transitions come to `pass`, for which no record is made. */
  readonly level = 'lifecycle';
  readonly fleet = new Fleet();
  readonly stories = new Stories();
  /** Links that are simplex lines: a line of two legs is told in another way. */
  readonly pairs = new Set<string>();
  readonly trail = new Ring<TransitionRecord>(TRAIL);
  readonly rates = new Rates();
  readonly #supervisor: Observed;
  readonly #words: Vocabulary;
  readonly #ended: () => void;
  /** The host's monotonic clock at `t` 0. */
  readonly origin: number;
  /** By link, the path of its supervisor. */
  readonly #groups = new Map<string, string>();

  /** @param ended hears that the supervisor has stopped */
  constructor(supervisor: Observed, words: Vocabulary, ended: () => void) {
    this.#ended = ended;
    this.#supervisor = supervisor;
    this.#words = words;
    this.origin = supervisor.time().origin;
    this.#adopt();
  }

  /** The supervisor has stopped. */
  close(): void {
    this.#ended();
  }

  take(record: TransitionRecord, context: object): void {
    this.trail.put(record);
    this.rates.transitions += 1;
    const { chart } = record;
    if (chart === 'connection' || chart === 'session') this.#step(record, context);
    else if (chart === 'link' || chart === 'listener') this.#life(record);
    else if (chart === 'child') this.#place(record);
    else if (chart === 'chaos') this.stories.take(record);
    else if (chart === 'simplex') this.pairs.add(record.link);
  }

  pass(seq: number, link: string, facts: RecordFacts, context: object): void {
    this.rates.transitions += 1;
    const { chart, event, to } = facts;
    if (chart !== 'connection' && chart !== 'session') return;
    const member = this.fleet.members.get(facts.connection);
    if (member === undefined || member.path === DEAD) return;
    const at = event['at'];
    const t = typeof at === 'number' ? at - this.origin : member.since;
    member.context = context;
    if (member.path !== to) this.#move(member, to, t);
    count(member, seq, event, facts.effects);
    if (member.following === null) return;
    const wall = this.#supervisor.time();
    // `facts` is valid until this returns, the event for good.
    member.following.take({ seq, at: wall.wall - wall.mono + t, mono: t, link, ...facts });
  }

  #step(record: TransitionRecord, context: object): void {
    const { connection, chart, from, to, event, mono } = record;
    const known = this.fleet.members.get(connection);
    // A link of the same name may come again, with a connection of the same name.
    const fresh = known === undefined || known.path === DEAD;
    const member = fresh ? this.#enter(record) : known;
    if (chart === 'connection') this.stories.takeOf(member, record);
    if (event.type === 'after:backoff') this.rates.waited(mono - member.since);
    else if (event.type === 'opened' && chart === 'session') this.#called(member, event['remote']);
    if (record.epoch > 1 && from.startsWith('connecting') && to.startsWith('connected')) this.rates.reconnects += 1;
    member.epoch = record.epoch;
    member.context = context;
    if (event.type === 'crash') this.#end(member, true, mono);
    else if (to === DEAD) this.#end(member, failed(context), mono);
    else if (!fresh) this.#move(member, to, mono);
    member.following?.take(record);
  }

  #move(member: Member, to: string, t: number): void {
    const state = this.#words.indexOf(member.chart, to);
    this.fleet.move(member, state, this.#words.spanOf(state), to, t);
  }

  #end(member: Member, failure: boolean, t: number): void {
    const state = failure ? this.#words.failed(member.chart, DEAD) : this.#words.indexOf(member.chart, DEAD);
    this.fleet.move(member, state, this.#words.spanOf(state), DEAD, t);
    this.fleet.end(member, failure, t);
  }

  #enter({
    connection,
    link,
    chart,
    to,
    mono,
  }: Pick<TransitionRecord, 'connection' | 'link' | 'chart' | 'to' | 'mono'>): Member {
    const [target = ''] = this.#supervisor.links.get(link)?.targets ?? [];
    const member = new Member(connection, link, chart, hostOf(target), this.#groups.get(link) ?? '');
    const state = this.#words.indexOf(chart, to);
    this.fleet.enter(member, state, this.#words.spanOf(state), to, mono);
    return member;
  }

  /** A session's host is whoever called. */
  #called(member: Member, remote: unknown): void {
    if (typeof remote === 'string') this.fleet.rename(member, hostOf(remote));
  }

  /** A link that ends, or crashed and begins anew, has stopped its connections without a word. */
  #life(record: TransitionRecord): void {
    const { link, chart, from, to, mono } = record;
    // Not when it opens: its connections' first records come before its own.
    if (from === '' || to === 'closed' || to === 'down') {
      this.stories.tell(link, this.fleet.of(link));
      for (const member of this.fleet.of(link)) if (member.path !== DEAD) this.#end(member, false, mono);
    }
    if (to === 'closed') this.pairs.delete(link);
    if (chart === 'link') this.stories.take(record);
  }

  /** `supervisor/settlement/core-bank`: where a link stands. */
  #place({ link, connection, to }: TransitionRecord): void {
    if (link === '') return;
    if (to === 'ended') this.#groups.delete(link);
    else this.#groups.set(link, connection.slice(0, connection.lastIndexOf('/')));
  }

  /** What there was before anybody looked. */
  #adopt(): void {
    const { mono } = this.#supervisor.time();
    this.#adoptPlaces(this.#supervisor.tree(), '');
    for (const [link, held] of this.#supervisor.links)
      for (const { id, state, context, epoch } of held.inspect()) {
        const member = this.#enter({ connection: id, link, chart: 'connection', to: state, mono });
        member.context = context;
        member.epoch = epoch;
      }
    for (const [link, { sessions }] of this.#supervisor.listening)
      for (const { id, state, remote } of sessions.values())
        this.#called(this.#enter({ connection: id, link, chart: 'session', to: state, mono }), remote);
  }

  #adoptPlaces({ id, kind, children = [] }: ReturnType<Observed['tree']>, above: string): void {
    if (kind === 'link' || kind === 'listener') this.#groups.set(id, above);
    const path = above === '' ? id : `${above}/${id}`;
    for (const child of children) this.#adoptPlaces(child, path);
  }
}
