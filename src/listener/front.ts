/** The listener's actor and what it keeps: its place, its sessions, its counts. The handle outlives a restart. */
import type { EventEmitter } from 'eventemitter3';
import type { ListenerContext, ListenerEvent } from '../../machines/listener.ts';
import type { Actor, Step } from '../actor/actor.ts';
import { causeOf } from '../connection/causes.ts';
import type { Surroundings } from '../connection/owner.ts';
import { HoldfastError } from '../contract/errors.ts';
import type { Fault } from '../contract/faults.ts';
import type { RecordFacts } from '../contract/record.ts';
import type { AcceptSink, Bound, ListeningTransport, ListenSink, Wire } from '../contract/transport.ts';
import type { Child, Exit } from '../supervision/child.ts';
import type { Answer } from './answers.ts';
import { Attendance } from './attendance.ts';

import { programs } from './effects.ts';
import type { ListenerEffects } from './effects.ts';
import { tell } from './events.ts';
import type { ListenerEvents } from './events.ts';
import type { Hooks } from './hooks.ts';
import { newListenerCounts } from './hooks.ts';
import type { AttendanceOwner, Gone } from './owner.ts';
import type { ListenerPlan } from './plan.ts';
import { Register } from './register.ts';
import { Session } from './session.ts';

interface Caller {
  readonly remote: string;
  readonly address: string;
  readonly take: (sink: AcceptSink) => Wire;
}

/** Ends that somebody asked for. */
const asked: ReadonlySet<string> = new Set(['stopped', 'destroyed', 'drain-timeout', 'halted']);
/** No later attempt could go better. */
const fatal: ReadonlySet<string> = new Set(['denied', 'bad-target', 'no-such-path']);

export class Front implements ListenerEffects, ListenSink, AttendanceOwner<Attendance>, Child {
  readonly name: string;
  readonly counts = newListenerCounts();
  /** Those on line, by id. */
  readonly sessions = new Map<string, Session>();
  /** Where it listens, as the kernel says; null while it does not. */
  address: string | null = null;
  readonly #listeners: EventEmitter<ListenerEvents>;
  readonly #transport: ListeningTransport;
  readonly #plan: ListenerPlan;
  readonly #hooks: Hooks;
  readonly #around: Surroundings;
  readonly #register = new Register();
  readonly #handles = new WeakMap<Attendance, Session>();
  #actor: Actor<ListenerEvent, ListenerContext>;
  #bound: Bound | null = null;
  #exited: (exit: Exit) => void = () => {};
  /** Who calls while the chart decides. */
  #caller: Caller | null = null;
  #ordinal = 0;
  #ref = true;
  /** Counts its starts: what an earlier life has left behind ends with it. */
  #life = 0;
  #error: unknown = undefined;
  /** Whoever waits for it to listen, or for its end. */
  #ready: { readonly resolve: () => void; readonly reject: (error: HoldfastError) => void }[] = [];
  #closing: (() => void)[] = [];

  /** @throws HoldfastError `option-unavailable`: nothing here can be called by this scheme */
  constructor(
    name: string,
    plan: ListenerPlan,
    hooks: Hooks,
    listeners: EventEmitter<ListenerEvents>,
    around: Surroundings,
  ) {
    this.name = name;
    this.#plan = plan;
    this.#hooks = hooks;
    this.#listeners = listeners;
    this.#around = around;
    const transport = around.host.listening?.[plan.place.scheme];
    if (transport === undefined)
      throw new HoldfastError('option-unavailable', `${name}: nothing here listens at ${plan.place.url}`, {
        link: name,
      });
    this.#transport = transport;
    this.#actor = this.#newActor();
  }

  // For the supervisor.

  start(exited: (exit: Exit) => void): void {
    this.#exited = exited;
    this.#life += 1;
    if (this.#actor.status === 'crashed') this.#actor = this.#newActor();
    this.#actor.start();
    this.#send({ type: 'start', at: this.now });
  }

  stop(within: number | null): void {
    this.#send(within === null ? { type: 'close', at: this.now } : { type: 'close', at: this.now, within });
  }

  halt(): void {
    this.#send({ type: 'halt', at: this.now });
  }

  kill(): void {
    this.#send({ type: 'destroy', at: this.now });
  }

  /** It will not be started again. */
  over({ reason }: Exit): void {
    // It may never have been started.
    this.#actor.start();
    this.#send({ type: 'over', at: this.now, reason });
    if (this.#actor.status === 'crashed') this.#finish();
  }

  // For the handle.

  /** `down`, `open.binding`, `open.listening`, `open.backing-off`, `closing`, `closed`. */
  get state(): string {
    return this.#actor.status === 'idle' ? 'down' : this.#actor.value;
  }

  get now(): number {
    return this.#around.host.clock.now();
  }

  ready(): Promise<void> {
    if (this.address !== null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (this.state === 'closed') throw this.#ended();
      this.#ready.push({ resolve, reject });
    });
  }

  closed(): Promise<void> {
    return this.state === 'closed' ? Promise.resolve() : new Promise((resolve) => this.#closing.push(resolve));
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#actor.ref(on);
    this.#bound?.ref(on);
    for (const one of this.#register.all()) one.ref(on);
  }

  // From the place.

  listening(address: string): void {
    this.address = address;
    this.#send({ type: 'bound', at: this.now, address });
    const waiting = this.#ready;
    this.#ready = [];
    for (const { resolve } of waiting) resolve();
  }

  failed({ code, detail }: Fault): void {
    this.#trouble(code, detail);
    this.#send({ type: 'unbound', at: this.now, reason: code, detail, fatal: fatal.has(code) });
  }

  missed({ code, detail }: Fault): void {
    this.#send({ type: 'missed', at: this.now, reason: code, detail });
  }

  ignored(): void {
    this.counts.ignored += 1;
  }

  called(remote: string, address: string, take: (sink: AcceptSink) => Wire): void {
    this.#caller = { remote, address, take };
    this.#send({ type: 'called', at: this.now, remote, here: this.#register.from(address) });
    this.#caller = null;
  }

  // From the sessions.

  welcome(one: Attendance): void {
    this.#register.welcome(one);
    const session = this.#handle(one);
    this.sessions.set(one.id, session);
    tell(this.#listeners, 'session', session);
  }

  active(one: Attendance): void {
    this.#register.touch(one);
  }

  asked(one: Attendance, frame: Uint8Array): Answer | Promise<Answer> {
    const { answer } = this.#plan.options;
    if (answer !== undefined) return answer.kind === 'echo' ? frame : answer.bytes;
    return this.#hooks.onRequest?.(frame, this.#handle(one));
  }

  message(one: Attendance, frame: Uint8Array): void {
    tell(this.#listeners, 'message', frame, this.#handle(one));
  }

  gone(one: Attendance, why: Gone): void {
    this.#register.remove(one);
    this.sessions.delete(one.id);
    this.counts.gone += 1;
    this.counts.ends[why.reason] = (this.counts.ends[why.reason] ?? 0) + 1;
    const session = this.#handle(one);
    const cleaning = this.#cleanUp(session, why);
    if (why.wasOnLine) tell(this.#listeners, 'gone', session, why);
    this.#send(cleaning ? { type: 'left', at: this.now, cleans: true } : { type: 'left', at: this.now });
  }

  withheld(error: HoldfastError): void {
    this.counts.withheld += 1;
    this.fault(error);
  }

  fault(error: unknown): void {
    tell(this.#listeners, 'fault', error);
  }

  // For the charts.

  watched(): boolean {
    return this.#around.recorder.watched() || this.#heard();
  }

  record(facts: RecordFacts, context: object): void {
    const record = this.#around.recorder.take(this.name, facts, context, this.#heard());
    if (record === null) return;
    tell(this.#listeners, 'record', record);
    if (record.from !== record.to && record.chart !== 'writer') tell(this.#listeners, 'state', record);
  }

  stepped({ from, event, to, effects, guards, timer, context }: Step<ListenerEvent, ListenerContext>): void {
    const cause = causeOf(event.type, timer);
    const facts = { connection: this.name, epoch: 0, chart: 'listener', from, event, to, effects, cause };
    this.record(guards.length === 0 ? facts : { ...facts, guard: guards.join(' & ') }, context);
  }

  settled(): void {}

  bind(): void {
    this.unbind();
    this.#bound = this.#transport.listen(this.#plan.place, this);
    if (!this.#ref) this.#bound.ref(false);
  }

  unbind(): void {
    this.#bound?.close();
    this.#bound = null;
    this.address = null;
  }

  admit(): void {
    const caller = this.#caller;
    if (caller === null) return;
    this.#ordinal += 1;
    this.counts.accepted += 1;
    const id = `${this.name}!${String(this.#ordinal)}`;
    const one = new Attendance(id, caller, this, this.#plan, this.#around, this.#ref);
    this.#register.add(one);
    one.begin(caller.take);
  }

  refuse(): void {
    this.counts.refused += 1;
  }

  evict(): void {
    this.#evict(null);
  }

  evictNeighbour(): void {
    this.#evict(this.#caller?.address ?? null);
  }

  lament(event: ListenerEvent): void {
    this.counts.missed += 1;
    if (event.type === 'missed') this.#trouble(event.reason, event.detail ?? event.reason);
  }

  drain({ drainTimeout, reason }: ListenerContext): void {
    for (const one of this.#register.all()) one.close(reason ?? 'stopped', drainTimeout);
  }

  shut({ reason }: ListenerContext): void {
    for (const one of this.#register.all()) one.destroy(reason ?? 'destroyed');
  }

  report({ reason }: ListenerContext): void {
    const why = reason ?? 'stopped';
    this.#exited({ how: asked.has(why) ? 'asked' : 'normal', reason: why, error: this.#error });
  }

  finished(error: unknown): void {
    if (error === undefined) {
      this.#finish();
      return;
    }
    this.#error = error;
    this.fault(error);
    this.unbind();
    for (const one of this.#register.all()) one.destroy('destroyed');
    this.#exited({ how: 'crashed', reason: 'crashed', error });
  }

  #evict(address: string | null): void {
    const one = this.#register.quietest(address);
    if (one === null) return;
    this.counts.evicted += 1;
    one.destroy('evicted');
  }

  /** Once for each session that was taken in; what it throws is a fault. @returns whether it goes on */
  #cleanUp(session: Session, why: Gone): boolean {
    const life = this.#life;
    try {
      const done: unknown = this.#hooks.onGone?.(session, why);
      if (!(done instanceof Promise)) return false;
      void done
        .catch((error: unknown) => this.fault(error))
        .finally(() => {
          if (life === this.#life) this.#send({ type: 'cleaned', at: this.now });
        });
      return true;
    } catch (error) {
      this.fault(error);
      return false;
    }
  }

  #handle(one: Attendance): Session {
    const session = this.#handles.get(one) ?? new Session(one);
    this.#handles.set(one, session);
    return session;
  }

  #trouble(reason: string, detail: string): void {
    this.fault(new HoldfastError('listen-failed', `${this.name}: ${detail}`, { link: this.name, reason }));
  }

  #finish(): void {
    for (const { reject } of this.#ready.splice(0)) reject(this.#ended());
    for (const resolve of this.#closing.splice(0)) resolve();
  }

  #ended(): HoldfastError {
    const { reason, loss } = this.#actor.context;
    const why = reason ?? loss ?? 'closed';
    return new HoldfastError('closed', `${this.name}: the listener is closed (${why})`, {
      link: this.name,
      reason: why,
    });
  }

  #heard(): boolean {
    return this.#listeners.listenerCount('record') + this.#listeners.listenerCount('state') > 0;
  }

  #send(event: ListenerEvent): void {
    this.#actor.send(event);
  }

  #newActor(): Actor<ListenerEvent, ListenerContext> {
    const { policy, options } = this.#plan;
    const { drainTimeout } = options;
    const actor = programs(this.#around.engine).listener.spawn(this, { policy, drainTimeout }, this.#around.runtime);
    if (!this.#ref) actor.ref(false);
    return actor;
  }
}
