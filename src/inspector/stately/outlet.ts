/** What one receiver is told: definitions first, then what follows; and no more than it takes. */
import type { Actor, Known, Step } from './actor.ts';
import type { Listening, Registry } from './registry.ts';
import type { WireMessage } from './wire.ts';

/** Steps that wait: some 2 MB where each has a context of its own. */
export const MOST_WAITING = 2_000;
/** In one go: at 20 a second more than a page of charts can draw. */
const MOST_AT_ONCE = 500;

/** The receiver's end of the wire. */
export interface Wire {
  /** Does it take more now? */
  readonly ready: boolean;
  send(message: WireMessage): void;
}

interface Waiting {
  readonly actor: Actor;
  /** null: that it is there, and how it is. */
  readonly step: Step | null;
  readonly known: Known | null;
}

export class Outlet implements Listening {
  readonly #registry: Registry;
  readonly #wire: Wire;
  readonly #most: number;
  #waiting: Waiting[] = [];
  /** Actors that it knows. */
  readonly #told = new Set<Actor>();
  /** Actors of which steps were left out, and nothing was told since. */
  readonly #behind = new Set<Actor>();
  #lost = 0;
  /** Steps that were left out, in all. */
  dropped = 0;

  /** @param most steps that wait */
  constructor(registry: Registry, wire: Wire, most = MOST_WAITING) {
    this.#registry = registry;
    this.#wire = wire;
    this.#most = most;
  }

  /** Actors and steps that are held for this receiver. */
  get held(): number {
    return this.#waiting.length + this.#told.size + this.#behind.size;
  }

  /** It has joined, or has lost all it knew: it is told of every actor as it is now. */
  begin(): void {
    this.end();
    this.#waiting = Array.from(this.#registry.actors(), (actor) => waiting(actor, null));
    this.#registry.listening.add(this);
    this.drain();
  }

  end(): void {
    this.#registry.listening.delete(this);
    this.#waiting = [];
    this.#told.clear();
    this.#behind.clear();
    this.#lost = 0;
  }

  put(actor: Actor, step: Step | null): void {
    this.#waiting.push(waiting(actor, step));
    if (this.#waiting.length <= this.#most) return;
    const oldest = this.#waiting.shift();
    if (oldest === undefined) return;
    if (oldest.step !== null) {
      this.#lost += 1;
      this.dropped += 1;
    }
    // Of what began and ended while nobody read, nothing need be told.
    if (oldest.actor.over && !this.#told.has(oldest.actor)) this.#behind.delete(oldest.actor);
    else this.#behind.add(oldest.actor);
  }

  /** Sends what waits, as far as the receiver takes it. */
  drain(): void {
    for (let left = MOST_AT_ONCE; left > 0 && this.#wire.ready; left -= 1) {
      if (this.#lost > 0) this.#tellLoss();
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#catchUp();
        return;
      }
      this.#tell(next);
    }
  }

  #tell({ actor, step, known }: Waiting): void {
    const hidden = step?.source === 'nobody' && !this.#told.has(actor);
    if (hidden || (step === null && actor.over)) return;
    // Nothing is known of who has only just come, until it begins, which is at once.
    this.#introduce(actor, known ?? actor.first);
    if (step === null) return;
    if (step.source !== 'nobody') this.#wire.send(actor.event(step));
    this.#wire.send(actor.snapshot(step));
    this.#behind.delete(actor);
    if (step.known.status !== 'active') this.#told.delete(actor);
  }

  /** Those above it first. */
  #introduce(actor: Actor, known: Known | null): void {
    if (this.#told.has(actor)) return;
    if (actor.parent !== null) this.#introduce(actor.parent, actor.parent.first);
    this.#told.add(actor);
    this.#wire.send(actor.announcement(known));
  }

  #tellLoss(): void {
    const { root } = this.#registry;
    this.#introduce(root, root.known);
    const event = { type: 'holdfast.dropped', steps: this.#lost, total: this.dropped };
    this.#lost = 0;
    this.#wire.send(root.event({ at: Date.now(), event, source: 'outside' }));
  }

  /** All that waited is told: whoever had steps left out is shown as it is. */
  #catchUp(): void {
    for (const actor of this.#behind) {
      if (!this.#wire.ready) return;
      this.#behind.delete(actor);
      const { known, over } = actor;
      if (!over) this.#introduce(actor, known);
      if (known === null) continue;
      const step: Step = { at: Date.now(), event: { type: 'holdfast.resumed' }, source: 'nobody', known };
      this.#tell({ actor, step, known });
    }
  }
}

const waiting = (actor: Actor, step: Step | null): Waiting => ({ actor, step, known: step?.known ?? actor.known });
