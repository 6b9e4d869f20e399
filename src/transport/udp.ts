import { createSocket } from 'node:dgram';
import type { Target, Transport } from '../contract/transport.ts';
import { dialInternet } from './internet.ts';
import { systemResolver } from './resolver.ts';
import { UdpWire } from './udp-wire.ts';

/** `udp://host:port`. It opens whether anybody is there or not. */
export const udpTransport = (resolver = systemResolver): Transport => {
  /** How often each target was dialled: only silence tells that an address is dead, so each dial takes the next one. */
  const dials = new WeakMap<Target, number>();
  return {
    dial: (target, sink) => {
      const wire = new UdpWire(target, sink);
      return dialInternet(wire, target, resolver, (addresses) => {
        const before = dials.get(target) ?? 0;
        dials.set(target, before + 1);
        const one = addresses[before % addresses.length];
        if (one !== undefined) wire.attach(createSocket(one.family === 6 ? 'udp6' : 'udp4'), one.address);
      });
    },
  };
};
