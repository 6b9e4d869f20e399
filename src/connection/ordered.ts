/** What is owed where only order ties replies to requests (sync, pipeline): one ring for calls and probes. */
import type { Call, Probe } from './call.ts';
import type { Heartbeat } from './heartbeat.ts';
import { classify } from './inbound.ts';
import type { Inbound, Owed } from './owed.ts';
import { Ring } from './ring.ts';

export class Ordered implements Owed {
  readonly #ring = new Ring();

  get probes(): number {
    return this.#ring.probes;
  }

  refusal(): null {
    return null;
  }

  add(call: Call): void {
    this.#ring.push(call);
  }

  probe(probe: Probe): void {
    this.#ring.push(probe);
  }

  /** Behind a request the request's own deadline is the verdict; at the head the oldest is forgotten. */
  forgetProbe(): boolean {
    if (this.#ring.head()?.kind !== 'probe') return false;
    this.#ring.shift();
    return true;
  }

  classify(beat: Heartbeat | null, bytes: Uint8Array, start: number, end: number): Inbound {
    return classify(this.#ring, beat, bytes, start, end);
  }

  answered(): Call | undefined {
    const place = this.#ring.shift();
    return place?.kind === 'probe' ? undefined : place;
  }

  /** It keeps its place, so that its reply is thrown away and no other. */
  release(): void {}

  each(visit: (call: Call) => void): void {
    for (let i = 0; i < this.#ring.size; i += 1) {
      const place = this.#ring.at(i);
      if (place !== undefined && place.kind !== 'probe') visit(place);
    }
  }

  take(visit: (call: Call) => void): void {
    this.#ring.take((place) => {
      if (place.kind !== 'probe') visit(place);
    });
  }
}
