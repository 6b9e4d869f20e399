/** A log's entries as lines for people. */
import type { SummaryEntry } from '../audit/entries.ts';
import type { Shown } from '../audit/show.ts';
import { printable } from '../contract/printable.ts';
import type { TransitionRecord } from '../contract/record.ts';
import { verdictKinds } from '../contract/verdict.ts';
import { dayOf, timeOf } from '../story/why-words.ts';
import { widthOf } from './cells.ts';
import { LinePrinter } from './lines.ts';
import type { Span } from './paint.ts';
import { shownExactly } from './states.ts';

const SEQ_WIDTH = 7;
const INDENT = ' '.repeat(SEQ_WIDTH + 2);
/** Before a name: seq and time of day. */
const LEAD = INDENT.length + '03:12:45.123'.length;
/** What a line is meant to fit in. */
const COLUMNS = 100;

/** Each kind of event that summaries count, for one and for more. */
const kinds: ReadonlyMap<string, readonly [string, string]> = new Map<string, readonly [string, string]>([
  ['request/transmit', ['request', 'requests']],
  ['post/transmit', ['post', 'posts']],
  ['replied/deliver', ['reply', 'replies']],
  ['received/accept', ['sign of life', 'signs of life']],
  ['after:silence/probe', ['heartbeat', 'heartbeats']],
  ['after:quiet/beat', ['heartbeat', 'heartbeats']],
  ['reply-timeout/expire', ['reply missing', 'replies missing']],
  ['abandoned/pull', ['request abandoned', 'requests abandoned']],
  ['request/defer', ['request deferred', 'requests deferred']],
  ['after:stableAfter', ['time stable', 'times stable']],
  ['post/defer', ['post deferred', 'posts deferred']],
  ['served', ['answer', 'answers']],
  ['served/pull', ['answer', 'answers']],
]);

/** `120 requests, 120 replies, 3 heartbeats`. */
const countsWords = (counts: SummaryEntry['counts']): string =>
  Object.entries(counts)
    .map(([name, times]) => {
      const [one, more] = kinds.get(name) ?? [undefined, undefined];
      if (one === undefined) return `${String(times)} × ${printable(name.split('/', 1)[0] ?? name)}`;
      return `${String(times)} ${times === 1 ? one : more}`;
    })
    .join(', ');

export class AuditLines {
  readonly #printer = new LinePrinter([], { verbose: true });
  #day = '';

  /** Without their ends, and nothing in them moves a cursor. A day is told before its first line. */
  lines(shown: Shown): readonly (readonly Span[])[] {
    const day = dayOf(shown.at);
    if (day === this.#day) return this.#entry(shown);
    this.#day = day;
    return [[{ text: INDENT + day, colour: 'bold' }], ...this.#entry(shown)];
  }

  #entry({ entry, at }: Shown): readonly (readonly Span[])[] {
    switch (entry.type) {
      case 'record':
        return this.#printer
          .lines(harmless(entry))
          .map((spans, i): readonly Span[] => [i === 0 ? seq(String(entry.seq)) : { text: INDENT }, ...spans]);
      case 'summary':
        return summaryLines(entry, at);
      case 'gap':
        return [note(at, 'red', `records ${span(entry.first, entry.last)} are missing: ${printable(entry.reason)}`)];
      case 'segment': {
        const { segment, run, level, holdfast, next } = entry;
        const words = `file ${String(segment)}: run ${run.slice(0, 8)}, level ${level}, holdfast ${holdfast}, from record ${String(next)}`;
        return [note(at, 'dim', printable(words))];
      }
      case 'turn':
        return [note(at, 'dim', turnWords(entry.why, entry.cut))];
      case 'close':
        return [note(at, 'dim', `closed: ${String(entry.seq)} records, all of them told`)];
    }
  }
}

function summaryLines({ first, last, connection, chart, counts, to }: SummaryEntry, at: number): readonly Span[][] {
  const name = `  ${printable(who(chart, connection))}  `;
  const what = Object.keys(counts).length === 0 ? 'goes on behind the gap' : countsWords(counts);
  const [words = '', ...more] = broken(`${what}; then ${printable(shownExactly(to))}`, COLUMNS - LEAD - widthOf(name));
  const indent = ' '.repeat(LEAD + widthOf(name));
  return [
    [
      seq(first === last ? String(first) : `${String(first)}…`),
      { text: timeOf(at), colour: 'dim' },
      { text: name },
      { text: words, colour: 'dim' },
    ],
    ...more.map((text): Span[] => [{ text: indent }, { text, colour: 'dim' }]),
  ];
}

/** In lines that fit, broken behind commas. */
function broken(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=,) /)) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(part) <= room) lines[lines.length - 1] = `${line} ${part}`;
    else lines.push(part);
  }
  return lines;
}

const turnWords = (why: string, cut: number): string => {
  if (why !== 'recovered') return `the next file begins, by the ${why} of this one`;
  return `the process has died here${cut === 0 ? '' : `; ${String(cut)} bytes of a torn line were cut off`}`;
};

const seq = (text: string): Span => ({ text: `${text.padStart(SEQ_WIDTH)}  `, colour: 'dim' });

const note = (at: number, colour: 'red' | 'dim', words: string): readonly Span[] => [
  { text: INDENT },
  { text: `${timeOf(at)}  `, colour: 'dim' },
  { text: words, colour },
];

const span = (first: number, last: number): string =>
  first === last ? String(first) : `${String(first)} to ${String(last)}`;

/** What the writer's events are: its `ended` is no doing of the peer's. */
const writerEvents: ReadonlyMap<string, string> = new Map([
  ['sent', 'bytes went out'],
  ['blocked', 'the socket takes no more'],
  ['drained', 'the socket takes bytes again'],
  ['ended', 'the socket is gone'],
  ['after:quiet', 'nothing went out for too long: a heartbeat'],
]);

/** A line printer trusts names and states, and shows lines only: here they are a file's, and of all charts. */
function harmless(record: TransitionRecord): TransitionRecord {
  const { verdict, ...rest } = record;
  const { connection, chart, from, to, event } = record;
  const known = verdict !== undefined && Object.hasOwn(verdictKinds, verdict.kind);
  const type = chart === 'writer' ? (writerEvents.get(event.type) ?? event.type) : event.type;
  return {
    ...rest,
    link: '',
    connection: printable(who(chart, connection)),
    chart: printable(chart),
    from: printable(from),
    to: printable(to),
    event: { ...event, type: printable(type) },
    ...(known ? { verdict } : {}),
  };
}

/** One name may belong to several actors. */
const who = (chart: string, connection: string): string =>
  chart === 'writer' || chart === 'link' || chart === 'chaos' ? `${connection} (${chart})` : connection;
