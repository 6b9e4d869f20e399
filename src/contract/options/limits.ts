/** Time limits of a connection's own steps. */
import { option } from './meta.ts';
import { durationFrom } from './numbers.ts';

const zero = 'a limit of 0 would pass before anything could happen';

export const connectTimeout = option(
  {
    type: 'duration',
    unit: 'ms',
    meaning:
      'Name, TCP, TLS and handshake together, for each target. Waiting for a turn under the dial caps is outside it.',
    reason:
      'At least 10 ms: below that no host but this one could answer. Without a limit a dial may hang for minutes.',
  },
  durationFrom(10, 'below that no host but this one could answer').prefault('10s'),
);

export const closeTimeout = option(
  {
    type: 'duration',
    unit: 'ms',
    meaning: 'How long the peer may take to answer our FIN; then the socket is destroyed.',
    reason: `At least 1 ms: ${zero}.`,
  },
  durationFrom(1, zero).prefault('2s'),
);

export const drainTimeout = option(
  {
    type: 'duration',
    unit: 'ms',
    meaning: 'How long `close` lets requests in flight and in the queue finish.',
    reason: `At least 1 ms: ${zero}; \`destroy\` is what ends at once.`,
  },
  durationFrom(1, zero).prefault('15s'),
);
