/** The children in order of start. */
import type { Place } from './place.ts';

export class Roster {
  /** A map keeps the order in which its keys came, and forgets a key at no cost, however many there are. */
  readonly #places = new Map<string, Place>();

  get(id: string): Place | undefined {
    return this.#places.get(id);
  }

  add(place: Place): void {
    this.#places.set(place.id, place);
  }

  /** Its id may have been taken anew meanwhile: then the newcomer stays. */
  remove(place: Place): void {
    if (this.#places.get(place.id) === place) this.#places.delete(place.id);
  }

  /** In order of start; a copy. */
  all(): readonly Place[] {
    return [...this.#places.values()];
  }

  /** In order of start, with those that are added meanwhile. */
  live(): Iterable<Place> {
    return this.#places.values();
  }

  /** Those that were started after this one, in order. */
  after(place: Place): readonly Place[] {
    const all = this.all();
    return all.slice(all.indexOf(place) + 1);
  }
}
