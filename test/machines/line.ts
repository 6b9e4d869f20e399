/** Chart, ring of pending requests, queue and one socket: the smallest connection that can be wrong about a reply. */
import { initialTransition, transition } from 'xstate';
import type { ConnectionContext, ConnectionEvent, ConnectionPolicy } from '../../machines/index.ts';
import type { Chart } from './connection.ts';
import { Socket } from './peer.ts';
import type { Frame, Mood, World } from './peer.ts';

/**
 * How a frame finds what it answers. `naive`: while probing any frame is the probe's, otherwise the oldest request's.
 * `forgets late`, `forgets abandoned`: such a request gives up its place.
 */
export type Matching = 'places' | 'naive' | 'forgets late' | 'forgets abandoned';

interface Call {
  readonly id: number;
  readonly alike: boolean;
  /** How it settled; at most once. */
  outcome: string | null;
}

interface Place {
  readonly kind: 'request' | 'probe';
  readonly call: Call;
}

type Kind = ConnectionEvent['type'];
type Raw = Parameters<typeof transition<Chart>>[1];

export class Broken extends Error {}

const demand = (fact: boolean, rule: string): void => {
  if (!fact) throw new Broken(rule);
};

export class Line {
  readonly calls: Call[] = [];
  mood: Mood = { dial: 'accept', answers: 10, doubles: false, mute: false };
  readonly #world: World;
  readonly #machine: Chart;
  readonly #policy: ConnectionPolicy;
  readonly #matching: Matching;
  /** How long a reply may take before the chart is told. */
  readonly #limit: number;
  #snapshot: Raw;
  #ring: Place[] = [];
  #queue: Call[] = [];
  #socket: Socket | null = null;
  #inbox: { readonly type: Kind; readonly call?: Call | undefined; readonly facts?: object }[] = [];
  #running = false;
  #quietSince = 0;
  #probes = 0;
  readonly #timers = new Map<string, () => void>();

  constructor(world: World, machine: Chart, policy: ConnectionPolicy, matching: Matching, limit: number) {
    this.#world = world;
    this.#machine = machine;
    this.#policy = policy;
    this.#matching = matching;
    this.#limit = limit;
    const [snapshot, actions] = initialTransition(machine, { policy, seed: 7 });
    this.#snapshot = snapshot;
    this.#running = true;
    this.#perform(actions, 'destroy', undefined);
    this.#running = false;
    this.#drain();
  }

  get state(): string {
    return JSON.stringify(this.#snapshot.value);
  }

  get done(): boolean {
    return this.#snapshot.status === 'done';
  }

  get #context(): ConnectionContext {
    return this.#snapshot.context;
  }

  #frees(mistake: Matching): boolean {
    return !this.#policy.ordered || this.#matching === mistake;
  }

  // The user.

  request(alike: boolean): void {
    const call: Call = { id: this.calls.length, alike, outcome: null };
    this.calls.push(call);
    if (this.done) this.#settle(call, 'not-sent');
    else this.send('request', call);
  }

  abandon(id: number): void {
    const call = this.calls[id];
    if (call === undefined || call.outcome !== null) return;
    this.#settle(call, 'aborted');
    const queued = this.#queue.indexOf(call);
    if (queued >= 0) this.#queue.splice(queued, 1);
    else this.send('abandoned', call);
  }

  send(type: Kind, call?: Call, facts?: object): void {
    this.#inbox.push({ type, call, ...(facts === undefined ? {} : { facts }) });
    this.#drain();
  }

  // The peer.

  push(): void {
    if (!this.#policy.ordered) this.#socket?.push();
  }
  thaw(): void {
    this.#socket?.thaw();
  }
  half(): void {
    this.#socket?.end();
  }
  reset(): void {
    if (this.#socket?.open === true) this.#socket.lose('reset');
  }

  // One event at a time, each run to completion.

  #drain(): void {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift())
      this.#step({ type: next.type, at: this.#world.now, ...next.facts } as ConnectionEvent, next.call);
    this.#running = false;
  }

  #step(event: ConnectionEvent, call: Call | undefined): void {
    if (this.done) return;
    this.#judgeSilence();
    const [snapshot, actions] = transition(this.#machine, this.#snapshot, event);
    const before = this.state;
    this.#snapshot = snapshot;
    // By key nobody waits for the place of an abandoned request; in order it is kept.
    if (event.type === 'abandoned' && this.#frees('forgets abandoned')) this.#remove(call);
    this.#perform(actions, event.type, call, before);
    if (['received', 'replied', 'paused', 'resumed', 'stalled', 'opened', 'ready'].includes(event.type))
      this.#quietSince = this.#world.now;
    const inRing = this.#ring.filter((place) => place.kind === 'request').length;
    demand(
      this.#context.pending === inRing,
      `the chart counts ${String(this.#context.pending)}, the ring ${String(inRing)}`,
    );
    if (this.done) for (const one of this.#queue.splice(0)) this.#settle(one, 'not-sent');
  }

  #perform(actions: readonly { readonly type: string }[], event: Kind, call: Call | undefined, before = ''): void {
    for (const action of actions as readonly { readonly type: string; readonly params?: unknown }[]) {
      const params = action.params as { sendId?: string; delay?: number; event?: { type: string } } | undefined;
      if (action.type === 'xstate.raise') this.#arm(params?.event?.type ?? '', params?.delay ?? 0);
      else if (action.type === 'xstate.cancel') this.#disarm(params?.sendId ?? '');
      else this.#effect(action.type, event, call, before);
    }
  }

  #arm(type: string, delay: number): void {
    this.#disarm(type);
    const run = (): void => {
      this.#timers.delete(type);
      this.#inbox.push({ type: type as Kind });
      this.#drain();
    };
    this.#timers.set(type, this.#world.later(delay, run));
  }

  #disarm(type: string): void {
    this.#timers.get(type)?.();
    this.#timers.delete(type);
  }

  #effect(name: string, event: Kind, call: Call | undefined, before: string): void {
    switch (name) {
      case 'drop':
        this.#socket?.destroy();
        this.#socket = null;
        for (const place of this.#ring.splice(0))
          if (place.kind === 'request' && place.call.outcome === null) this.#settle(place.call, 'unknown');
        break;
      case 'askTurn':
        this.#timers.set(
          'turn',
          this.#world.later(1, () => this.send('turn')),
        );
        break;
      case 'withdrawTurn':
        this.#disarm('turn');
        break;
      case 'dial':
        this.#dial();
        break;
      case 'greet':
        if (this.mood.answers !== null) this.#ofThisSocket(this.mood.answers, () => this.send('ready'));
        break;
      case 'transmit':
        if (event === 'request' && call !== undefined) this.#transmit(call, before);
        break;
      case 'deliver':
        break; // the frame settled it
      case 'expire':
        if (call !== undefined && call.outcome === null) this.#settle(call, 'timeout');
        if (this.#frees('forgets late')) this.#remove(call);
        break;
      case 'pull':
        for (const one of this.#queue.splice(0)) this.#inbox.push({ type: 'request', call: one });
        break;
      case 'defer':
        if (call === undefined) break;
        if (this.state.includes('closing')) this.#settle(call, 'not-sent');
        else this.#queue.push(call);
        break;
      case 'probe':
        this.#probe();
        break;
      case 'end':
        this.#ofThisSocket(this.mood.answers ?? 60_000, () => this.send('ended'));
        break;
      case 'clean':
        if (this.#policy.cleans) this.#world.later(this.mood.answers ?? 60_000, () => this.send('cleaned'));
        break;
      default:
    }
  }

  #ofThisSocket(delay: number, run: () => void): void {
    const socket = this.#socket;
    this.#world.later(delay, () => {
      if (this.#socket === socket) run();
    });
  }

  #dial(): void {
    demand(this.#socket === null, 'a second socket was opened beside the first');
    this.#socket = new Socket(this.#world, () => this.mood, this.#policy.ordered, {
      opened: () => this.send('opened'),
      frame: (frame) => this.#frame(frame),
      ended: () => this.send('ended'),
      lost: (reason) => this.send('lost', undefined, { reason }),
    });
  }

  #transmit(call: Call, before: string): void {
    demand(call.outcome === null, 'a settled call was sent');
    demand(!(this.#policy.ordered && before.includes('probing')), 'a request went out behind a probe');
    this.#ring.push({ kind: 'request', call });
    this.#ofThisSocket(this.#limit, () => {
      if (this.#ring.some((place) => place.call === call)) this.send('reply-timeout', call);
    });
    this.#socket?.take({ kind: 'request', about: call.id, alike: call.alike });
  }

  #probe(): void {
    const owed = this.#ring.some((place) => place.kind === 'request');
    demand(!(this.#policy.ordered && owed), 'a probe went out behind a request');
    this.#probes -= 1;
    const call: Call = { id: this.#probes, alike: true, outcome: null };
    this.#ring.push({ kind: 'probe', call });
    this.#socket?.take({ kind: 'probe', about: call.id, alike: true });
  }

  #frame(frame: Frame): void {
    const place = this.#match(frame);
    if (place === undefined || place.kind === 'probe') {
      this.send('received');
      return;
    }
    demand(frame.kind !== 'push' || !this.#policy.ordered, 'a push was taken for a reply');
    if (place.call.outcome === null) {
      demand(frame.about === place.call.id, 'a reply reached another request');
      this.#settle(place.call, 'replied');
    }
    this.send('replied', place.call);
  }

  /** Finds whom the frame answers and takes the place out of the ring. */
  #match(frame: Frame): Place | undefined {
    if (!this.#policy.ordered) {
      const place = this.#ring.find(({ call }) => frame.kind !== 'push' && call.id === frame.about);
      if (place !== undefined) this.#remove(place.call);
      return place;
    }
    if (this.#matching === 'naive') {
      if (this.state.includes('probing')) return undefined;
      const at = this.#ring.findIndex(({ kind }) => kind === 'request');
      return at < 0 ? undefined : this.#ring.splice(at, 1)[0];
    }
    // Probes hold places of their own: what looks like an answer is one if a probe stands first; what does not, skips it.
    const looks = frame.kind === 'pong' || frame.alike;
    if (!looks) while (this.#ring[0]?.kind === 'probe') this.#ring.shift();
    return this.#ring.shift();
  }

  #remove(call: Call | undefined): void {
    this.#ring = this.#ring.filter((place) => place.call !== call);
  }

  #settle(call: Call, outcome: string): void {
    demand(call.outcome === null, `a call settled twice: ${call.outcome ?? ''}, then ${outcome}`);
    call.outcome = outcome;
  }

  /** A silent peer is found out in time. */
  #judgeSilence(): void {
    const { heartbeat, ordered } = this.#policy;
    if (heartbeat === null || !this.state.includes('connected') || this.#context.paused) return;
    const verdict = heartbeat.misses * heartbeat.timeout;
    const heard = heartbeat.every + (heartbeat.listenOnly ? verdict : 0);
    // In order a request that is owed takes the verdict over, and may have gone out just before the silence was long.
    const most = Math.max(heartbeat.every + verdict, ordered ? heard + this.#limit : 0);
    const quiet = this.#world.now - this.#quietSince;
    // Jitter makes times that are no whole numbers.
    demand(quiet <= most + 0.001, `a silent peer was borne for ${String(quiet)} ms, ${String(most)} allowed`);
  }
}
