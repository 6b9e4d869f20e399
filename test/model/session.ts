/** A link, its peer in the test's hand, and what must hold whatever they do to each other. */
import type { Engine } from '../../src/actor/engines.ts';
import type { HoldfastError } from '../../src/contract/errors.ts';
import type { LinkInput } from '../../src/contract/options/link.ts';
import type { TransitionRecord } from '../../src/contract/record.ts';
import type { Link } from '../../src/link/link.ts';
import { fragile } from '../link/crash.ts';
import type { Fragile } from '../link/crash.ts';
import { Asks } from './asks.ts';
import type { Ask } from './asks.ts';
import type { Command, Move, Reaction, UserCommand, WorldCommand } from './command.ts';
import { demand } from './demand.ts';
import { Backoffs, late } from './backoffs.ts';
import { Far } from './far.ts';
import { Hooks } from './hooks.ts';
import { Replay } from './replay.ts';
import { beats, keyIn } from './shape.ts';
import type { Shape } from './shape.ts';
import { bytes, LINE, microtasks, text, world } from './world.ts';
import type { PeerSocket, World } from './world.ts';

/** For which a key stays out of use, and which a request may take. */
const PATIENCE = 5_000;

const exchanges = {
  sync: { timeout: PATIENCE },
  pipeline: { mode: 'pipeline', window: 3, timeout: PATIENCE },
  duplex: { mode: 'duplex', window: 3, timeout: PATIENCE, key: (frame) => keyIn(text(frame)) },
} as const satisfies Readonly<Record<Shape['mode'], LinkInput['exchange']>>;

const optionsOf = (shape: Shape, hooks: Partial<LinkInput>): LinkInput => ({
  ...LINE,
  to: shape.targets === 1 ? 'memory://peer' : ['memory://peer', 'memory://other'],
  framing: { type: 'length', encoding: 'uint', bytes: 2, maxFrame: '1KiB', partialTimeout: '4s' },
  lifecycle: shape.lifecycle === 'long' ? 'long' : { type: 'short', concurrency: 3 },
  exchange: exchanges[shape.mode],
  heartbeat: beats[shape.beat].options,
  reconnect:
    shape.lifecycle === 'short'
      ? { first: '200ms', max: '2s' }
      : { first: '200ms', max: '2s', attempts: shape.attempts },
  connectTimeout: '2s',
  closeTimeout: '1s',
  drainTimeout: '4s',
  queue: { max: shape.queue, maxBytes: '200B' },
  inbox: { max: shape.inbox },
  ...hooks,
});

export class Session {
  readonly world: World;
  readonly link: Link;
  /** How often each thing came to pass. */
  readonly seen = new Map<string, number>();
  readonly #shape: Shape;
  readonly #replay = new Replay();
  readonly #codec: Fragile;
  /** What stands in a group, with the line or without it. */
  #crashBeside: () => void = () => {};
  readonly #far: Far;
  readonly #hooks = new Hooks();
  readonly #asks = new Asks();
  readonly #waits: { readonly what: string; over: boolean }[] = [];
  readonly #backoffs = new Backoffs();
  #newest: TransitionRecord | null = null;
  #records = 0;
  #broken: Error | null = null;
  #stalledAt = -Infinity;

  constructor(shape: Shape, engine: Engine) {
    this.#shape = shape;
    this.world = world({
      engine,
      peers: ['peer', 'other'],
      on: (socket, frame) => this.#guarded(() => this.#heard(socket, frame)),
      watch: false,
      ...(shape.narrow ? { highWater: 8 } : {}),
    });
    const { sockets, clock } = this.world;
    this.#far = new Far(
      { sockets, arrive: () => clock.runSoon(), atRest: () => this.#atRest(), messages: () => this.#messages() },
      shape,
    );
    const options = optionsOf(shape, this.#hooks.for(shape));
    this.#codec = fragile(options);
    this.world.supervisor.on('record', (record) => this.#guarded(() => this.#recorded(record)));
    const group = this.world.supervisor.group('group', {
      strategy: 'one-for-all',
      intensity: { restarts: 2, within: '10s' },
    });
    group.worker('beside', {
      start: (crash) => {
        this.#crashBeside = () => crash(new Error('beside'));
        return { stop: () => {} };
      },
    });
    const place = shape.grouped ? group : this.world.supervisor;
    this.link = place.link('line', { ...options, framing: this.#codec.framing });
    if (shape.listens) this.link.on('message', (frame) => this.#guarded(() => this.#message(text(frame))));
  }

  async run(moves: readonly Move[]): Promise<void> {
    for (const move of moves) {
      this.#note(move.command.do);
      await this.#perform(move);
      if (move.flush) await this.#flush();
      else await microtasks();
      this.#check();
    }
    await this.#end();
  }

  // What happens.

  async #perform({ by, command }: Command): Promise<void> {
    if (by === 'user') this.#use(command);
    else if (by === 'peer') this.#far.do(command);
    else await this.#go(command);
  }

  #use(command: UserCommand): void {
    switch (command.do) {
      case 'request':
        this.#ask('request', command.how, command.timeout, command.react);
        break;
      case 'ask alike':
        this.world.clock.runSoon();
        this.#ask('request', command.how, null, 'nothing', this.#asks.key(command.which));
        break;
      case 'post':
        this.#ask('post', 'promise', command.timeout, 'nothing');
        break;
      case 'receive':
      case 'ready':
        this.#wait(command.do, command.timeout);
        break;
      case 'abort':
        this.#asks.pending.at(command.which)?.controller.abort();
        break;
      case 'redial':
        this.link.redial();
        break;
      case 'destroy':
        this.link.destroy();
        break;
      case 'unref':
        this.link.unref();
        break;
      case 'crash':
        // Whatever it reads next.
        this.#codec.broken = true;
        break;
      case 'crash beside':
        this.#crashBeside();
        break;
      case 'close':
        void this.link.close(command.within === null ? {} : { within: command.within });
        break;
      case 'greet':
        this.#hooks.greet(command.which, command.with);
        break;
      case 'clean':
        this.#hooks.clean(command.with);
        break;
    }
  }

  async #go(command: WorldCommand): Promise<void> {
    const { clock, listeners } = this.world;
    switch (command.do) {
      case 'pass':
        await this.#pass(command.ms);
        break;
      case 'step':
        clock.step();
        break;
      case 'stall':
        this.#stalledAt = clock.now() + command.ms;
        clock.stall(command.ms);
        break;
      case 'jump':
        clock.jumpWall(command.ms);
        break;
      case 'by itself':
        this.#far.byItself = command.on;
        break;
      case 'listen': {
        const listener = listeners[command.which];
        if (listener !== undefined) listener.answer = command.answer;
        break;
      }
    }
  }

  #ask(kind: Ask['kind'], how: Ask['how'], timeout: number | null, react: Reaction, like?: string): void {
    const ask = this.#asks.ask(kind, how, like);
    const settle = (error: HoldfastError | null, reply: string): void => {
      this.#guarded(() => this.#settled(ask, error, reply));
      this.#react(react);
    };
    if (how === 'callback') {
      this.link.exchange(bytes(ask.id), (error, view) => settle(error, text(view)));
      return;
    }
    const wait = { signal: ask.controller.signal, ...(timeout === null ? {} : { timeout }) };
    const promise: Promise<Uint8Array | void> = this.link[kind](bytes(ask.id), wait);
    promise
      .then(
        (reply) => settle(null, text(reply ?? undefined)),
        (error: HoldfastError) => settle(error, ''),
      )
      .catch(() => {});
  }

  #settled(ask: Ask, error: HoldfastError | null, reply: string): void {
    this.#note(error === null ? `${ask.kind} ok` : `${ask.kind} ${error.code} ${String(error.outcome)}`);
    this.#asks.settled(ask, error, reply, this.world.clock.now(), (socket) => {
      const loose = ask.id.includes('.') && this.#far.isLoose(keyIn(ask.id) ?? '');
      return this.#far.keepsOrder(socket) && !loose;
    });
    // A promise is told later, when more may have happened.
    if (error === null && ask.how === 'callback')
      demand(this.#newest?.effects.includes('deliver') === true, `${ask.id} was told before its record`);
  }

  #react(what: Reaction): void {
    if (what === 'throw') throw new Error('a callback of the user');
    if (what === 'request') this.#ask('request', 'callback', null, 'nothing');
    if (what === 'abort') for (const { controller } of this.#asks.pending) controller.abort();
    if (what === 'redial') this.link.redial();
    if (what === 'close') void this.link.close();
    if (what === 'destroy') this.link.destroy();
  }

  #message(message: string): void {
    if (!message.startsWith('=')) return;
    if (this.#shape.mode === 'duplex') {
      this.#keyedMessage(message);
      return;
    }
    if (this.#far.saidTwice(message)) return;
    const ordered = this.#far.keepsOrder(this.#asks.socketOf(message.slice(1)));
    demand(!ordered, `the reply '${message}' came as a message (I10)`);
  }

  /** A reply whose key is known to be late, or to have been answered, is delivered to nobody. */
  #keyedMessage(message: string): void {
    const ask = this.#asks.of(message.slice(1));
    const key = keyIn(message) ?? '';
    const reused = this.#asks.alike(key).length > 1;
    if (ask === undefined || (reused && this.#far.isLoose(key))) return;
    const forgotten = ask.settled instanceof Error && this.world.clock.now() - ask.settledAt > PATIENCE - 1;
    demand(forgotten, `the reply '${message}' came as a message (I10)`);
  }

  #messages(): number | null {
    const { lifecycle } = this.#shape;
    const reads = this.link.inspect().every(({ context }) => !context.paused);
    const up = lifecycle === 'long' && (this.link.lineState ?? '').startsWith('connected');
    return reads && up ? this.link.counts.messages : null;
  }

  #wait(what: 'receive' | 'ready', timeout: number | null): void {
    const wait = { what, over: false };
    this.#waits.push(wait);
    const over = (message: unknown): void => {
      wait.over = true;
      if (message instanceof Uint8Array) this.#guarded(() => this.#message(text(message)));
    };
    this.link[what](timeout === null ? {} : { timeout }).then(over, over);
  }

  #heard(socket: PeerSocket, frame: string): void {
    this.#asks.arrived(frame, socket);
    if (this.#shape.mode === 'duplex') this.#keyIsFree(socket, frame);
    this.#far.heard(socket, frame);
  }

  /** No two of one key are in flight on one socket, and one whose reply is late keeps its key so long again. */
  #keyIsFree(socket: PeerSocket, frame: string): void {
    for (const { id, settled, settledAt } of this.#asks.alike(keyIn(frame) ?? '')) {
      if (id === frame || this.#asks.socketOf(id) !== socket || !this.#far.owes(socket, id)) continue;
      demand(settled !== null, `${frame} went out while ${id} was in flight (I2)`);
      demand(
        this.world.clock.now() - settledAt > PATIENCE - 1,
        `${frame} went out while the reply to ${id} was late (I2)`,
      );
    }
  }

  #atRest(): boolean {
    const { lifecycle, handshake } = this.#shape;
    const quiet = this.link.inspect().every(({ context }) => context.pending === 0 && !context.paused);
    return quiet && lifecycle === 'long' && handshake === 'none';
  }

  #recorded(record: TransitionRecord): void {
    this.#replay.take(record);
    const { connection, chart, event, from, to, effects, mono } = record;
    this.#newest = record;
    this.#records += 1;
    this.#note(`to ${to}`);
    if (chart === 'child') this.#note(`child ${event.type} ${to}`);
    if (chart !== 'connection') return;
    if (this.#shape.lifecycle === 'long') demand(this.world.network.dialled <= 1, `two live sockets (I3)`);
    demand(this.world.network.dialled <= 3, 'more connections than the concurrency');
    if (effects.includes('drop') && !effects.includes('dial') && this.#shape.lifecycle === 'long')
      demand(this.world.network.dialled === 0, `a socket outlives '${to}' (I3, I13)`);
    if (to === 'reconnecting.backing-off' && from !== to)
      this.#backoffs.begin(connection, mono, this.#replay.of(connection)?.context);
    if (event.type === 'after:backoff') this.#backoffs.end(connection, mono, this.#stalledAt);
  }

  #check(): void {
    if (this.#broken !== null) throw this.#broken;
    for (const { id, state, context, status, armed } of this.link.inspect()) {
      const life = this.#replay.of(id);
      if (life === undefined) continue;
      demand(status === (life.over ? 'done' : 'active'), `${id} is ${status} in '${state}'`);
      demand(state === life.state, `${id} is in '${state}', its records say '${life.state}' (I7)`);
      demand(JSON.stringify(context) === JSON.stringify(life.context), `${id} has ${JSON.stringify(context)} (I7)`);
      const declared = [...life.armed.keys()].toSorted().join();
      demand(
        armed.toSorted().join() === declared,
        `${id} in '${state}' has armed ${armed.join()}, declared: ${declared} (I4)`,
      );
    }
    demand(this.link.queued <= this.#shape.queue + 3, `${String(this.link.queued)} calls wait (I9)`);
    demand(this.link.counts.replies >= this.#asks.answered, 'a reply was delivered and not counted');
    if (this.link.state === 'closed') this.#checkEnd();
  }

  #checkEnd(): void {
    demand(this.world.network.dialled === 0, 'a socket outlives its link (I3, I13)');
    demand(this.link.queued === 0, 'calls wait for a link that is closed');
  }

  /** Whatever was going on: it ends in time, by itself, and for good. */
  async #end(): Promise<void> {
    for (const { wire } of this.world.sockets) wire.blackhole(false);
    await this.#flush();
    // Every wait of a call, and the longest of the link's own, ends without help (I12).
    await this.#pass(60_000);
    this.#check();
    for (const { id } of this.#asks.pending) demand(false, `${id} is not settled after a minute (I12)`);
    const { late: lateOnes, doubles } = this.link.counts;
    if (lateOnes > 0) this.#note('a late reply');
    if (doubles > 0) this.#note('a double reply');
    const before = this.world.clock.now();
    void this.link.close();
    await this.#pass(4_000 + late(4_000));
    demand(
      this.link.state === 'closed',
      `the link is ${this.link.state} long after its close at ${String(before)} (I12)`,
    );
    this.#check();
    for (const { what, over } of this.#waits) demand(over, `a wait for ${what} outlives the link (I12)`);
    demand(this.world.clock.alarm === null, `an alarm at ${String(this.world.clock.alarm?.at)} outlives the link (I4)`);
    const records = this.#records;
    this.#hooks.settleAll();
    await this.#pass(100_000);
    demand(this.#records === records, 'something fired after the end (I14)');
    this.#check();
  }

  async #pass(ms: number): Promise<void> {
    const { clock } = this.world;
    const end = clock.now() + ms;
    await this.#flush();
    // Promises settle between any two alarms, as they do in life.
    while (clock.alarm !== null && clock.alarm.at <= end) {
      clock.step();
      await microtasks();
      this.#check();
    }
    clock.advance(end - clock.now());
    await this.#flush();
  }

  async #flush(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await microtasks();
      this.world.clock.runSoon();
    }
    await microtasks();
  }

  /** What is thrown from a listener or a callback would only be reported. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#broken ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  #note(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }
}
