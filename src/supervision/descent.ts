/** Places on their way down: one after the other, the last that was started first; or all of them together. */
import type { Clock } from '../contract/clock.ts';
import type { Place } from './place.ts';

/** Children told in one go. Then the event loop has its turn: ten thousand of them must not hold it. */
const SLICE = 64;

export class Descent {
  readonly #tell: (place: Place) => void;
  /** In order of start; taken from the end. */
  #inTurn: Place[] = [];
  #covered: ReadonlySet<string> = new Set();
  #awaited: Place | null = null;
  readonly #together = new Set<Place>();
  #over = false;

  /** @param tell it to end, or to halt */
  constructor(tell: (place: Place) => void) {
    this.#tell = tell;
  }

  /** These go one after the other, the last first. */
  inTurn(places: readonly Place[]): void {
    this.#inTurn = [...places];
    this.#covered = new Set(places.map(({ id }) => id));
  }

  /** It goes, or has gone, in its turn. */
  covers(id: string): boolean {
    return this.#covered.has(id);
  }

  /** These go all at once, in slices with the event loop's own work between them. */
  together(places: readonly Place[], clock: Clock): void {
    for (const place of places) this.#together.add(place);
    let told = 0;
    const slice = (): void => {
      if (this.#over) return;
      for (const place of places.slice(told, told + SLICE)) this.#tell(place);
      told += SLICE;
      if (told < places.length) clock.afterPoll(slice);
    };
    slice();
  }

  /** It is down, or ended: by itself or because it was told to. */
  landed(place: Place): void {
    if (this.#awaited === place) this.#awaited = null;
    this.#together.delete(place);
  }

  /** Tells the next one. @returns true when none is left */
  next(): boolean {
    while (this.#awaited === null) {
      const place = this.#inTurn.pop();
      if (place === undefined) break;
      if (place.state === 'ended') continue;
      this.#awaited = place;
      this.#tell(place);
    }
    return this.#awaited === null && this.#together.size === 0;
  }

  /** Nobody is told any more. */
  abort(): void {
    this.#over = true;
  }
}
