/** A supervisor whose every transition becomes a step of a sequence, and what your program does with its links. */
import { supervise } from '../../src/index.ts';
import { HoldfastError } from '../../src/contract/errors.ts';
import type { Link, LinkInput, Listener, ListenerInput, Supervisor, TransitionRecord, Wait } from 'holdfast';
import { sequence } from '../../src/diagram/sequence.ts';
import type { Step } from '../../src/diagram/sequence.ts';
import { stepsOf, USER } from '../../src/diagram/sequence-records.ts';
import type { Lanes } from '../../src/diagram/sequence-records.ts';

export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
export const text = (frame: Uint8Array): string => Buffer.from(frame).toString('latin1');

/** What a fault of the far side, or of this machine, is told as: the run is no use and is taken again. */
export class Stalled extends Error {}

type Seen = (record: TransitionRecord) => boolean;

export class Stage {
  readonly supervisor: Supervisor = supervise();
  readonly #steps: Step[] = [];
  readonly #records: TransitionRecord[] = [];
  readonly #closing: (() => Promise<unknown>)[] = [];
  readonly #lanes: Lanes;
  readonly #dialling: string[] = [];
  #listening = true;
  #wake: () => void = () => {};

  constructor(lanes: Partial<Lanes> = {}) {
    this.#lanes = { far: 'peer', dial: 'dial', end: 'FIN', ...lanes };
    this.supervisor.on('record', (record) => this.#take(record));
  }

  #take(record: TransitionRecord): void {
    if (!this.#listening) return;
    this.#records.push(record);
    if (record.effects.includes('dial')) this.#dialling.push(record.connection);
    if (record.event.type === 'lost') this.#forget(record.connection);
    this.#steps.push(...stepsOf(record, this.#lanes));
    this.#wake();
  }

  #forget(connection: string): void {
    const at = this.#dialling.indexOf(connection);
    if (at >= 0) this.#dialling.splice(at, 1);
  }

  /** Of the dials that are under way, whose came first: a kernel's queue keeps their order. */
  accepted(): string {
    const first = this.#dialling.shift();
    if (first === undefined) throw new Stalled('accepted what nobody dialled');
    return first;
  }

  /** The connection or session that an address is known by, such as the near end of a datagram. */
  knownBy(fact: 'local' | 'remote', address: string): string {
    const found = this.#records.find(({ event }) => event.type === 'opened' && event[fact] === address);
    if (found === undefined) throw new Stalled(`nobody is at ${address}`);
    return found.connection;
  }

  says(from: string, to: string, said: string, how: 'says' | 'answers' | 'fails' = 'says'): void {
    if (this.#listening) this.#steps.push({ kind: 'arrow', from, to, text: said, how });
  }

  note(over: string, said: string): void {
    if (this.#listening) this.#steps.push({ kind: 'note', over, text: said });
  }

  link(name: string, options: LinkInput): Link {
    return this.supervisor.link(name, options);
  }

  async listener(name: string, options: ListenerInput): Promise<Listener> {
    const listener = this.supervisor.listener(name, options);
    await listener.ready();
    return listener;
  }

  /** Asks, and notes how the call ended; never rejects. */
  async request(link: Link, asked: string, wait: Wait = {}): Promise<void> {
    this.says(USER, link.name, `request ${asked}`);
    await this.#settle(link, link.request(bytes(asked), wait).then(text));
  }

  async post(link: Link, said: string): Promise<void> {
    this.says(USER, link.name, `post ${said}`);
    await this.#settle(
      link,
      link.post(bytes(said)).then(() => 'written'),
    );
  }

  async receive(link: Link, wait: Wait = {}): Promise<void> {
    const limit = wait.timeout === undefined ? '' : `{ timeout: ${String(wait.timeout)} }`;
    this.says(USER, link.name, `receive(${limit})`);
    await this.#settle(
      link,
      link.receive(wait).then((frame) => (frame === undefined ? 'undefined' : text(frame))),
    );
  }

  close(link: Link): void {
    this.says(USER, link.name, 'close()');
    void link.close();
  }

  async #settle(link: Link, call: Promise<string>): Promise<void> {
    try {
      this.says(link.name, USER, await call, 'answers');
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      this.says(link.name, USER, [error.code, error.outcome].filter((word) => word !== undefined).join(', '), 'fails');
    }
  }

  /** Resolves once there was such a transition, so many times; the test's own limit ends a wait in vain. */
  async until(seen: Seen, times = 1): Promise<void> {
    while (this.#records.filter(seen).length < times) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Resolves once a connection has come to a state, so many times. */
  reached(connection: string, state: string, times = 1): Promise<void> {
    return this.until((record) => record.connection === connection && record.to.endsWith(state), times);
  }

  /** What is closed with the stage. */
  with(close: () => Promise<unknown>): void {
    this.#closing.push(close);
  }

  /**
   * Ends the recording, then everything.
   * @throws Stalled when this process slept meanwhile, which is a fact of the run and not of the mode
   */
  async picture(lanes: readonly string[]): Promise<string> {
    this.#listening = false;
    this.supervisor.destroy();
    await Promise.all(this.#closing.map((close) => close()));
    if (this.#records.some(({ event }) => event.type === 'stalled')) throw new Stalled('this process slept');
    return sequence(lanes, this.#steps);
  }
}
