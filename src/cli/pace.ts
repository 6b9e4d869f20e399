/** Draws when something has changed, no oftener than eyes follow, and once a second for what runs by itself. */
import type { World } from './world.ts';

/** Ten a second are calm and still seem to be at once. */
const SOONEST_MS = 100;
const LATEST_MS = 1_000;

export class Pace {
  readonly #world: World;
  readonly #draw: () => void;
  #last = -Infinity;
  #due = Infinity;
  #prevent: () => void = () => {};

  constructor(world: World, draw: () => void) {
    this.#world = world;
    this.#draw = draw;
  }

  changed(): void {
    this.#expect(this.#last + SOONEST_MS);
  }

  stop(): void {
    this.#prevent();
    this.#due = Infinity;
  }

  #expect(at: number): void {
    if (at >= this.#due) return;
    this.#prevent();
    this.#due = at;
    this.#prevent = this.#world.after(Math.max(0, at - this.#world.now()), () => {
      this.#last = this.#world.now();
      this.#due = Infinity;
      this.#draw();
      this.#expect(this.#last + LATEST_MS);
    });
  }
}
