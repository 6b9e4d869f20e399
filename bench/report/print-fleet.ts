/** Many lines at once, as text. */
import type { FleetResult, PhaseSpread, StormRow } from '../fleet/measure.ts';
import { digits, middle, range } from './numbers.ts';
import { table } from './table.ts';

const cells = (what: string, own: PhaseSpread, raw: PhaseSpread): readonly string[] => [
  what,
  ...[own.ms, raw.ms, own.delayP99, raw.delayP99, own.delayMost, raw.delayMost].map(middle),
];

const share = (of: number): string => `${digits(of * 100)} % of a core`;

const summary = ({ lines, ofRaw, bytes, rawBytes }: StormRow): string =>
  `  ${String(lines)} lines: up at ${middle(ofRaw)} (${range(ofRaw)}) of raw's rate; ${middle(bytes)} bytes a line, raw ${middle(rawBytes)}`;

export const printFleet = ({ storms, growth, pulse }: FleetResult): string => {
  const most = String(storms.at(-1)?.lines);
  const fewest = String(storms[0]?.lines);
  return [
    '(supervisor) many lines at once; delay: of the event loop',
    table([
      ['', 'ms', 'raw', 'delay p99, ms', 'raw', 'delay at most, ms', 'raw'],
      ...storms.flatMap(({ lines, up, rawUp, down, rawDown }) => [
        cells(`${String(lines)} lines up`, up, rawUp),
        cells(`${String(lines)} lines down`, down, rawDown),
      ]),
    ]),
    ...storms.map(summary),
    `  time for each line to come up, of ${most} to of ${fewest}: ${middle(growth)} (${range(growth)})`,
    `  1,000 heartbeats/s: ${share(pulse.share)}, by hand ${share(pulse.rawShare)}; measured at ${digits(pulse.perSecond)}/s on ${String(pulse.lines)} lines`,
  ].join('\n');
};
