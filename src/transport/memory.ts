/** Lines within this process: for tests, the simulation and browsers. Deterministic on a virtual clock. */
import type { Clock, Timed, Wheel } from '../contract/clock.ts';
import type { FaultCode } from '../contract/faults.ts';
import type { Target, Transport, Wire, WireSink } from '../contract/transport.ts';
import { fault } from './fault.ts';
import type { MemoryWire } from './memory-wire.ts';
import { MemoryEnd } from './memory-wire.ts';

export interface MemoryOptions {
  /** ms each way; 0 by default, which is the next turn of `clock.soon`. Other than 0 needs `wheel`. */
  readonly latency?: number;
  readonly wheel?: Wheel;
  /** Bytes under way in one direction from which on `commit` answers false; 64 KiB by default, as small as a kernel's socket buffer gets. */
  readonly highWater?: number;
  /** Overwrite each view after its callback; on by default. */
  readonly strict?: boolean;
}

export interface MemoryListener {
  /** What dials meet from now on: a line, no answer at all, or this fault. */
  answer: 'accept' | 'hang' | FaultCode;
  /** Accepted and not gone. */
  readonly wires: readonly MemoryWire[];
  /** Dials are refused from now on; what was accepted stays. */
  close(): void;
}

export interface MemoryNetwork {
  /** For scheme `memory`: dials `memory://name`. */
  readonly transport: Transport;
  /** Dialling ends that are neither destroyed nor lost, those not answered yet included. */
  readonly dialled: number;
  /** `accepted` gives the sink of each accepted end. @throws TypeError when the name is taken. */
  listen(name: string, accepted: (wire: MemoryWire) => WireSink): MemoryListener;
}

interface Place {
  readonly listener: MemoryListener;
  readonly accept: (far: MemoryEnd) => WireSink;
}

export const memoryNetwork = (clock: Clock, options: MemoryOptions = {}): MemoryNetwork => {
  const { latency = 0, wheel, highWater = 65_536, strict = true } = options;
  const later = latency === 0 ? (run: () => void) => clock.soon(run) : delay(clock, latency, wheel);
  const places = new Map<string, Place>();
  let dialled: MemoryEnd[] = [];
  let dials = 0;

  const meet = (end: MemoryEnd, target: Target): void => {
    if (end.gone) return;
    const place = places.get(target.host);
    const answer = place?.listener.answer ?? 'refused';
    if (place !== undefined && answer === 'accept') connect(end, target, place);
    else if (answer !== 'hang' && answer !== 'accept')
      later(() => end.lose(fault(answer, `dial of ${target.url}: ${answer}`)));
  };

  const connect = (end: MemoryEnd, target: Target, place: Place): void => {
    const name = `memory:${String(dials)}`;
    const far = new MemoryEnd(end.path, name);
    end.join(far);
    far.listen(place.accept(far));
    later(() => end.open({ local: name, remote: target.url, keepalive: null }));
    far.open({ local: target.url, remote: name, keepalive: null });
  };

  const dial = (target: Target, sink: WireSink): Wire => {
    dials += 1;
    const end = new MemoryEnd({ clock, later, highWater, strict, holes: false }, target.url);
    dialled = [...dialled.filter((wire) => !wire.gone), end];
    end.listen(sink);
    later(() => meet(end, target));
    return end;
  };

  return {
    transport: { dial },
    get dialled() {
      return dialled.filter((wire) => !wire.gone).length;
    },
    listen(name, accepted) {
      if (places.has(name)) throw new TypeError(`memory://${name} has a listener already`);
      let ends: MemoryEnd[] = [];
      const listener: MemoryListener = {
        answer: 'accept',
        get wires() {
          return ends.filter((wire) => !wire.gone);
        },
        close: () => places.delete(name),
      };
      const accept = (far: MemoryEnd): WireSink => {
        ends = [...ends.filter((wire) => !wire.gone), far];
        return accepted(far);
      };
      places.set(name, { listener, accept });
      return listener;
    },
  };
};

/** A queue with one latency for all, so that it is in order of time by itself. */
const delay = (clock: Clock, latency: number, wheel: Wheel | undefined): ((run: () => void) => void) => {
  if (wheel === undefined) throw new TypeError('a memory network with a latency needs a wheel to wait on');
  const queue: { readonly at: number; readonly run: () => void }[] = [];
  const timed: Timed = {
    filedAt: Infinity,
    ref: true,
    nextDeadline: () => queue[0]?.at ?? Infinity,
    due(now) {
      for (let next = queue[0]; next !== undefined && next.at <= now; next = queue[0]) {
        queue.shift();
        next.run();
      }
    },
  };
  return (run) => {
    queue.push({ at: clock.now() + latency, run });
    wheel.file(timed);
  };
};
