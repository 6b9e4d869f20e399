import { createSocket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { Bound, ListeningTransport } from '../contract/transport.ts';
import { fault } from './fault.ts';
import { systemResolver } from './resolver.ts';
import { faultOf } from './system-fault.ts';
import { UdpPort } from './udp-port.ts';

/** `udp://host:port`; port 0 is any that is free. A name is looked up, and its first address taken. */
export const udpListening = (
  resolver: Pick<typeof systemResolver, 'resolve'> = systemResolver,
  now: () => number = () => performance.now(),
): ListeningTransport => ({
  listen: (place, sink) => {
    let open = true;
    let kept = true;
    let bound: Bound | null = null;
    let withdraw: (() => void) | null = null;
    const begin = ({ address, family }: LookupAddress): void => {
      const port = new UdpPort(createSocket(family === 6 ? 'udp6' : 'udp4'), place, sink, now);
      bound = port;
      if (!kept) port.ref(false);
      port.bind(address);
    };
    const family = isIP(place.host);
    if (family > 0)
      process.nextTick(() => {
        if (open) begin({ address: place.host, family });
      });
    else
      withdraw = resolver.resolve(place.host, (error, [first]) => {
        if (!open) return;
        const what = `listen at ${place.url}`;
        if (error !== null) sink.failed(faultOf(error, what));
        else if (first === undefined) sink.failed(fault('name-unknown', `${what}: the name has no address`));
        else begin(first);
      });
    return {
      close: () => {
        open = false;
        withdraw?.();
        bound?.close();
      },
      ref: (on) => {
        kept = on;
        bound?.ref(on);
      },
    };
  },
});
