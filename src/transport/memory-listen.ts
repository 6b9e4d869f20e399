/** Listeners within this process: the other side of `memory://name`. */
import type { Clock } from '../contract/clock.ts';
import type { AcceptSink, ListeningTransport } from '../contract/transport.ts';
import { fault } from './fault.ts';
import type { MemoryListener, MemoryNetwork } from './memory.ts';

/** Ends with both sides' ends, as a socket's `close` does. */
const closing = (sink: AcceptSink, clock: Clock, ends: () => boolean): AcceptSink => {
  const look = (): void =>
    clock.soon(() => {
      if (ends()) sink.closed();
    });
  return {
    opened: (facts) => sink.opened(facts),
    bytes: (view) => sink.bytes(view),
    drained: () => sink.drained(),
    ended: () => {
      sink.ended();
      look();
    },
    lost: (why) => {
      sink.lost(why);
      sink.closed();
    },
    closed: look,
  };
};

/** For scheme `memory` of a host. Callers have the name of their wire, and no address. */
export const memoryListening = (network: MemoryNetwork, clock: Clock): ListeningTransport => ({
  listen: (place, sink) => {
    let open = true;
    let listener: MemoryListener | null = null;
    clock.soon(() => {
      if (!open) return;
      try {
        listener = network.listen(place.host, (wire) => {
          let taken: AcceptSink | null = null;
          sink.called(place.url, '', (accepting) => {
            const sinking = closing(accepting, clock, () => wire.gone);
            taken = sinking;
            return {
              reserve: (max) => wire.reserve(max),
              commit: (bytes) => wire.commit(bytes),
              pause: () => wire.pause(),
              resume: () => wire.resume(),
              ref: (on) => wire.ref(on),
              end: () => {
                wire.end();
                sinking.closed();
              },
              destroy: () => wire.destroy(),
            };
          });
          if (taken === null) clock.soon(() => wire.destroy());
          return taken ?? { opened() {}, bytes() {}, drained() {}, ended() {}, lost() {} };
        });
        sink.listening(place.url);
      } catch (error) {
        open = false;
        sink.failed(fault('local-ports', `listen at ${place.url}: the name is in use`, error));
      }
    });
    return {
      close: () => {
        open = false;
        listener?.close();
      },
      ref: () => {},
    };
  },
});
