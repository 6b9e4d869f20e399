/** The results as a page of text. */
import type { Spread } from '../run/rounds.ts';
import type { WorkResult } from '../exchange/work.ts';
import type { ListenerRow } from '../listener/measure.ts';
import type { StreamRow } from '../stream/measure.ts';
import type { Verdict } from './goals.ts';
import { digits, middle, range } from './numbers.ts';
import { printFleet } from './print-fleet.ts';
import type { Results } from './results.ts';
import { table } from './table.ts';

const printWork = ({ work, title, rows, notes }: WorkResult): string => {
  const head = ['', 'exchanges/s', 'of raw', 'range', 'of rawbatch', 'range', 'client CPU, µs each'];
  const lines = rows.map(({ variant, perSecond, ofRaw, ofRawbatch, cpuMicros }) => [
    variant,
    digits(perSecond.median),
    digits(ofRaw.median),
    range(ofRaw),
    ofRawbatch === null ? '' : digits(ofRawbatch.median),
    ofRawbatch === null ? '' : range(ofRawbatch),
    digits(cpuMicros.median),
  ]);
  return [`(${work}) ${title}`, table([head, ...lines]), ...notes.map((note) => `  ${note}`)].join('\n');
};

const printListener = (rows: readonly ListenerRow[]): string =>
  [
    '(listener) requests answered over tcp, 64 in flight',
    table([
      ['', 'connections', 'a second', 'of raw', 'range'],
      ...rows.map(({ server, connections, perSecond, ofRaw }) => [
        server,
        String(connections),
        digits(perSecond.median),
        digits(ofRaw.median),
        range(ofRaw),
      ]),
    ]),
  ].join('\n');

const printStream = (rows: readonly StreamRow[]): string =>
  [
    '(stream) an exchange over the memory transport, 64 in flight',
    table([
      ['who reads', 'ns', 'range', 'of compiled out', 'range'],
      ...rows.map(({ reader, ns, ofCompiledOut }) => [
        reader,
        middle(ns),
        range(ns),
        middle(ofCompiledOut),
        range(ofCompiledOut),
      ]),
    ]),
  ].join('\n');

const printRest = ({ audit, inspector, chart, actorBytes, framing }: Results): string => {
  const rows = [['', 'median', 'range']];
  const row = (what: string, value: Spread | undefined): void => {
    if (value !== undefined) rows.push([what, digits(value.median), range(value)]);
  };
  row('audit, level all, µs a record', audit?.all);
  row('audit, level lifecycle, µs a record', audit?.lifecycle);
  row('inspector, nobody at the page, ns a record', inspector?.alone);
  row('inspector, one page, ns a record', inspector?.shown);
  row('inspector, one page, ns a quiet transition', inspector?.quiet);
  row('request and reply on the chart, compiled, ns', chart?.compiledNs);
  row('the same, interpreted, ns', chart?.interpretedNs);
  row('times faster', chart?.timesFaster);
  if (actorBytes !== null) {
    rows.push(['compiled actor, bytes', digits(actorBytes.compiled), '']);
    rows.push(['interpreted actor, bytes', digits(actorBytes.interpreted), '']);
  }
  row('decoding, 64 B, million frames/s', framing?.smallMillions);
  row('decoding, 1 KiB, GB/s', framing?.largeGigabytes);
  row('decoding byte by byte, time of 2n to n', framing?.doubling);
  return table(rows);
};

const verdictOf = ({ reached, shortBy, bound }: Verdict): string => {
  if (reached === null) return 'not measured';
  if (reached) return 'ok';
  return `${bound === 'at least' ? 'short' : 'over'} by ${((shortBy ?? 0) * 100).toFixed(0)} %`;
};

const printGoals = (verdicts: readonly Verdict[]): string =>
  table([
    ['goal', 'figure', 'goal', ''],
    ...verdicts.map((verdict) => [
      `${verdict.work}: ${verdict.text}`,
      verdict.figure === null ? '–' : digits(verdict.figure),
      `${verdict.bound === 'at least' ? '≥' : '≤'} ${String(verdict.goal)}`,
      verdictOf(verdict),
    ]),
  ]);

export const print = (results: Results): string => {
  const { machine, works, absent, listener, supervisor, stream, goals, quick } = results;
  const where = `${machine.cpu}, ${String(machine.cores)} cores, ${machine.system}, Node ${machine.node}`;
  const warnings: string[] = [];
  if (machine.load > 0.5)
    warnings.push(`Something else is running (load ${digits(machine.load)}): trust the ratios at most.`);
  if (quick) warnings.push('A quick run: it shows that everything runs, and measures nothing.');
  const parts = [[where, ...warnings].join('\n'), ...works.map(printWork)];
  if (works.length > 0) parts.push(`Not installed, so not measured: ${absent.join(', ')}.`);
  if (listener !== null) parts.push(printListener(listener));
  if (supervisor !== null) parts.push(printFleet(supervisor));
  if (stream !== null) parts.push(printStream(stream));
  return [...parts, printRest(results), printGoals(goals)].join('\n\n');
};
