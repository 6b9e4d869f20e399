/**
 * A peer with moods, on a world of virtual time: late, mute, doubled, half-closed, lost. It never cheats: each frame it
 * sends says what it answers, which only the judge reads.
 */

/** What one side sends. `about` is the call or probe that it is or answers; the line must not look at it in order. */
export interface Frame {
  readonly kind: 'request' | 'probe' | 'reply' | 'pong' | 'push';
  readonly about: number;
  /** A reply that looks just like the answer to a probe. */
  readonly alike: boolean;
}

/** Things that happen later, in order of (time, scheduling). */
export class World {
  now = 0;
  #order = 0;
  #due: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];

  /** @returns takes it back. */
  later(delay: number, run: () => void): () => void {
    const one = { at: this.now + delay, order: this.#order, run };
    this.#order += 1;
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }

  advance(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      let next = this.#due[0];
      for (const one of this.#due)
        if (next === undefined || one.at < next.at || (one.at === next.at && one.order < next.order)) next = one;
      if (next === undefined || next.at > until) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.now = next.at;
      next.run();
    }
    this.now = until;
  }
}

export interface Mood {
  /** How it takes a dial: `null` never answers it. */
  readonly dial: 'accept' | 'refuse' | null;
  /** How long until it answers, in ms; `null`: not before it is asked to thaw. */
  readonly answers: number | null;
  /** Says everything twice (by key only: where only order counts nobody could tell). */
  readonly doubles: boolean;
  /** Never answers probes (by key only). */
  readonly mute: boolean;
}

export interface Sink {
  opened(): void;
  frame(frame: Frame): void;
  ended(): void;
  lost(reason: string): void;
}

/** One socket: both directions keep order. Whatever it says after `destroy` is heard by nobody. */
export class Socket {
  open = false;
  alive = true;
  readonly #world: World;
  readonly #sink: Sink;
  readonly #mood: () => Mood;
  readonly #ordered: boolean;
  #owed: Frame[] = [];
  #lastAnswer = 0;

  constructor(world: World, mood: () => Mood, ordered: boolean, sink: Sink) {
    this.#world = world;
    this.#mood = mood;
    this.#ordered = ordered;
    this.#sink = sink;
    const { dial } = mood();
    if (dial === 'refuse') this.#soon(5, () => this.lose('refused'));
    if (dial === 'accept')
      this.#soon(5, () => {
        this.open = true;
        sink.opened();
      });
  }

  /** The line sends. */
  take(frame: Frame): void {
    if (frame.kind === 'probe' && this.#mood().mute && !this.#ordered) return;
    if (this.#mood().answers === null) this.#owed.push(frame);
    else this.#answer(frame);
  }

  /** What it owes since it froze comes at last, late. */
  thaw(): void {
    const owed = this.#owed;
    this.#owed = [];
    for (const frame of owed) this.#answer(frame);
  }

  push(): void {
    if (this.open) this.#soon(1, () => this.#sink.frame({ kind: 'push', about: -1, alike: false }));
  }

  /** Half-closes; what it owes is still to come, or never will. */
  end(): void {
    if (this.open) this.#soon(1, () => this.#sink.ended());
  }

  lose(reason: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.#sink.lost(reason);
  }

  destroy(): void {
    this.alive = false;
  }

  #answer(frame: Frame): void {
    const { answers, doubles } = this.#mood();
    // Order is kept even when the mood has become quicker.
    const at = this.#ordered
      ? Math.max(this.#lastAnswer, this.#world.now + (answers ?? 0))
      : this.#world.now + (answers ?? 0);
    this.#lastAnswer = at;
    const kind = frame.kind === 'probe' ? 'pong' : 'reply';
    const say = (): void => this.#sink.frame({ ...frame, kind });
    this.#soon(at - this.#world.now, say);
    if (doubles && !this.#ordered) this.#soon(at - this.#world.now + 3, say);
  }

  #soon(delay: number, run: () => void): void {
    this.#world.later(delay, () => {
      if (this.alive) run();
    });
  }
}
