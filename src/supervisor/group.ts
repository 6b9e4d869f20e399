/** A supervisor and what stands below it: links, workers, further groups. The root is one too. */
import type { SupervisorInput } from '../../machines/supervisor.ts';
import { HoldfastError } from '../contract/errors.ts';
import { resolveLink } from '../contract/options/link.ts';
import { resolveListener } from '../contract/options/listener.ts';
import type { LinkInput } from '../contract/options/link.ts';
import type { GroupInput, Intensity, WorkerInput } from '../contract/options/restart.ts';
import { resolveGroup, resolveWorker } from '../contract/options/supervise.ts';
import type { TreeNode } from '../contract/tree.ts';
import { Link } from '../link/link.ts';
import { ms } from '../link/wait.ts';
import type { Duration } from '../link/wait.ts';
import { Listener } from '../listener/listener.ts';
import type { ListenerInput } from '../listener/listener.ts';
import { simplexSlots } from '../simplex/simplex.ts';
import type { Child, ChildSpec, Exit } from '../supervision/child.ts';
import type { Place } from '../supervision/place.ts';
import { Supervision } from '../supervision/supervision.ts';
import type { Overseer } from '../supervision/supervision.ts';
import type { Shared } from './shared.ts';
import { WorkerChild } from './worker.ts';
import type { Worker } from './worker.ts';

/** @internal */
export interface GroupFacts extends SupervisorInput {
  /** Where it stands: `supervisor`, `supervisor/settlement`. */
  readonly path: string;
  /** The budget that each child has for itself; null: they share the group's. */
  readonly own: Intensity | null;
}

export class Group {
  readonly #path: string;
  readonly #own: Intensity | null;
  readonly #shared: Shared;
  readonly #supervision: Supervision;
  /** Resolved once a child that was asked for by name has ended for good. */
  readonly #awaited = new Map<string, (() => void)[]>();
  #exited: (exit: Exit) => void = () => {};
  #closed = false;

  /** @internal Groups are made by `supervisor.group()`. */
  constructor({ path, own, strategy, intensity }: GroupFacts, shared: Shared) {
    this.#path = path;
    this.#own = own;
    this.#shared = shared;
    this.#supervision = new Supervision(path, { strategy, intensity }, this.#overseer(), shared.supervision);
  }

  /** `down` before its first start, `running`, `restarting`, `stopping`, `ended`. */
  get state(): string {
    return this.#supervision.state;
  }

  /**
   * Adds a link and starts it. Its name is unique in the whole tree, and free again once it is closed.
   * @throws HoldfastError `option-invalid`, `option-unavailable`, `name-taken`, `closed`
   */
  link(name: string, input: LinkInput): Link {
    this.#mustTake(name);
    const resolved = resolveLink(name, input);
    this.#mustBeFree(name);
    const { chaos } = this.#shared;
    const { options, around } = chaos?.disturbable(name, resolved) ?? {
      options: resolved,
      around: this.#shared.around,
    };
    const link = new Link(name, options, around, simplexSlots(name, options, around));
    // Its own charts bound its end.
    const spec = { id: name, kind: 'link', child: link.child, restart: options.restart, shutdown: null } as const;
    this.#shared.links.set(name, link);
    this.#add(spec, (place) => (link.place = place));
    return link;
  }

  /**
   * Adds a listener and starts it. Its name is unique in the whole tree, among links too, and free again once it is closed.
   * @throws HoldfastError `option-invalid`, `option-unavailable`, `name-taken`, `closed`
   */
  listener(name: string, input: ListenerInput): Listener {
    this.#mustTake(name);
    const options = resolveListener(name, input);
    this.#mustBeFree(name);
    const hooks = { onRequest: input.onRequest, onGone: input.onGone };
    const listener = new Listener(name, options, hooks, this.#shared.around);
    const { restart } = options;
    // Its own chart bounds its end.
    const spec = { id: name, kind: 'listener', child: listener.child, restart, shutdown: null } as const;
    this.#shared.listeners.set(name, listener);
    this.#add(spec, (place) => (listener.place = place));
    return listener;
  }

  /**
   * Adds a group: links with a strategy and a budget that they share.
   * @throws HoldfastError `option-invalid`, `name-taken`, `closed`
   */
  group(name: string, input: GroupInput = {}): Group {
    this.#mustTake(name);
    const { strategy, intensity, restart } = resolveGroup(name, input);
    const group = new Group({ path: `${this.#path}/${name}`, own: null, strategy, intensity }, this.#shared);
    this.#add({ id: name, kind: 'supervisor', child: group.child, restart, shutdown: null });
    return group;
  }

  /**
   * Adds something of the user's own and starts it. A start that throws is a crash like any other.
   * @throws HoldfastError `option-invalid`, `name-taken`, `closed`
   */
  worker(name: string, worker: Worker, input: WorkerInput = {}): void {
    this.#mustTake(name);
    const { restart, shutdown } = resolveWorker(name, input);
    this.#add({ id: name, kind: 'child', child: new WorkerChild(worker), restart, shutdown });
  }

  /**
   * Ends a child in order, within its own limits or `within`, and takes it out of the tree. Never rejects; resolves at
   * once where there is no such child.
   * @throws HoldfastError `option-invalid`, at once
   */
  remove(name: string, options: { readonly within?: Duration } = {}): Promise<void> {
    const within = ms(options.within);
    const place = this.#supervision.place(name);
    if (place === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#awaited.set(name, [...(this.#awaited.get(name) ?? []), resolve]);
      place.stop(within ?? null);
    });
  }

  /** This group as it is now, and all that stands below it: plain JSON. */
  tree(): TreeNode {
    const id = this.#path.slice(this.#path.lastIndexOf('/') + 1);
    return { id, kind: 'supervisor', state: this.state, restart: null, budget: null, ...this.#below() };
  }

  /** @internal What its own supervisor starts and stops. */
  get child(): Child {
    return {
      start: (exited) => {
        this.#exited = exited;
        this.#supervision.start();
      },
      stop: (within) => this.#supervision.stop(within),
      halt: () => this.#supervision.halt(),
      kill: () => this.#supervision.destroy(),
      over: ({ how, reason }) => {
        this.#closed = true;
        this.#supervision.abandon(how === 'crashed' ? 'crashed' : reason);
      },
      below: () => this.#below(),
    };
  }

  #below(): Pick<TreeNode, 'strategy' | 'intensity' | 'children'> {
    const { strategy, budget } = this.#supervision;
    const children = this.#supervision.children();
    return this.#own === null ? { strategy, intensity: budget, children } : { strategy, children };
  }

  #add(spec: Omit<ChildSpec, 'budget'>, placed: (place: Place) => void = () => {}): void {
    const { id, kind, child, restart, shutdown } = spec;
    // A literal: a spread would cost each child a hidden class of its own.
    this.#supervision.add({ id, kind, child, restart, shutdown, budget: this.#own }, placed);
  }

  #mustTake(name: string): void {
    if (this.#closed || this.#supervision.leaving)
      throw new HoldfastError('closed', `${name}: ${this.#path} is stopping and takes nothing new`, { link: name });
    if (this.#supervision.place(name) !== undefined) throw taken(name);
  }

  /** Records are by these names. */
  #mustBeFree(name: string): void {
    if (this.#shared.links.has(name) || this.#shared.listeners.has(name)) throw taken(name);
  }

  #overseer(): Overseer {
    return {
      spent: (child, exit) => this.#shared.escalated({ path: `${this.#path}/${child}`, ...exit }),
      leaves: (child, kind) => {
        if (kind === 'link') {
          this.#shared.links.delete(child);
          this.#shared.chaos?.forget(child);
        } else if (kind === 'listener') this.#shared.listeners.delete(child);
      },
      ended: (child, exit) => {
        for (const resolve of this.#awaited.get(child) ?? []) resolve();
        this.#awaited.delete(child);
        this.#shared.ended({ path: `${this.#path}/${child}`, ...exit });
      },
      over: (reason, error) => {
        const asked = reason === 'stopped' || reason === 'halted' || reason === 'destroyed';
        this.#exited({ how: asked ? 'asked' : 'crashed', reason, error });
      },
    };
  }
}

const taken = (name: string): HoldfastError =>
  new HoldfastError(
    'name-taken',
    `${name}: this name is in use below this supervisor; close it first, or choose another`,
    { link: name },
  );
