/** A browser as a host: its clock, its chance, its WebSocket. */
import type { Clock } from './contract/clock.ts';
import type { Host } from './contract/host.ts';
import type { StandardSocket } from './transport/websocket-browser.ts';
import { standardWebSocketTransport } from './transport/websocket-browser.ts';

/** Named here, because Node's types know it for some versions only. */
interface Page {
  readonly WebSocket: new (url: string) => StandardSocket;
}

const browserClock = (): Clock => {
  let alarm: ReturnType<typeof setTimeout> | undefined;
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    wakeAt: (at, _ref, run) => {
      clearTimeout(alarm);
      if (at !== null) alarm = setTimeout(run, Math.max(0, Math.ceil(at - performance.now())));
    },
    // A task of its own, behind the messages that wait already.
    afterPoll: (run) => {
      setTimeout(run, 0);
    },
    soon: (run) => {
      queueMicrotask(run);
    },
  };
};

/** A host of its own, with its own alarm. It dials `ws://` and `wss://`, as pages may. */
export const browserHost = (): Host => {
  const webSockets = standardWebSocketTransport((url) => new (globalThis as unknown as Page).WebSocket(url));
  return { clock: browserClock(), random: Math.random, transports: { ws: webSockets, wss: webSockets } };
};
