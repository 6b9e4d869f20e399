/** The states that rows can be in, by number: what frames carry. Needs neither Node nor a browser. */
import type { StateName, Tone } from './protocol.ts';

/** As XState tells a machine's `definition`, and as audit logs archive it. */
export interface Defined {
  readonly states?: Readonly<Record<string, Defined>>;
}

/** Ends that somebody asked for, or that are how such a connection ends. All others are failures. */
const inOrder: ReadonlySet<unknown> = new Set([
  'done',
  'idle',
  'age',
  'exchanges',
  'ended',
  'stopped',
  'destroyed',
  'halted',
  'evicted',
  'drain-timeout',
]);

/** @param context of a connection or session in its final state */
export const failed = (context: object): boolean => !inOrder.has((context as { readonly reason?: unknown }).reason);

const FINAL = 'dead';

/** By the head of the path, or its last word. */
const toneOf = (path: string): Tone => {
  if (path === FINAL) return 'ended';
  const [head = ''] = path.split('.', 1);
  if (head === 'connected' || head === 'online') return path.endsWith('probing') ? 'doubt' : 'up';
  if (head === 'reconnecting') return 'down';
  return head === 'closing' ? 'ending' : 'coming';
};

/** Exchanges come and go within `listening`: people are told of the line. */
const labelOf = (path: string): string => {
  const [head = '', second] = path.split('.', 2);
  return second === 'listening' ? head : path.slice(path.lastIndexOf('.') + 1);
};

export class Vocabulary {
  readonly #names: StateName[] = [];
  readonly #charts = new Map<string, Map<string, number>>();
  /** By word, the first of its chart that has the same label. */
  readonly #spans: number[] = [];

  /** @param charts definitions by chart; the words come in their order */
  constructor(charts: ReadonlyMap<string, Defined>) {
    for (const [chart, definition] of charts) for (const path of leaves(definition, '')) this.indexOf(chart, path);
  }

  get names(): readonly StateName[] {
    return this.#names;
  }

  /** A state that is not known yet becomes a word of its own. Of a final state: the word for an end in order. */
  indexOf(chart: string, path: string): number {
    const words = this.#charts.get(chart);
    const known = words?.get(path);
    return known ?? this.#add(chart, path);
  }

  /** Of a final state: the word for an end against everyone's will. */
  failed(chart: string, path: string): number {
    return this.indexOf(chart, path) + 1;
  }

  /** What a timeline shows of a state: the first word with its label. */
  spanOf(index: number): number {
    return this.#spans[index] ?? index;
  }

  /** For people; the path's last word where it is not known. */
  label(chart: string, path: string): string {
    return this.#names[this.#charts.get(chart)?.get(path) ?? -1]?.label ?? labelOf(path);
  }

  #add(chart: string, path: string): number {
    const index = this.#names.length;
    const words = this.#charts.get(chart) ?? new Map<string, number>();
    this.#charts.set(chart, words.set(path, index));
    const label = labelOf(path);
    this.#push({ chart, path, label, tone: toneOf(path) });
    if (path === FINAL) this.#push({ chart, path, label: 'failed', tone: 'failed' });
    return index;
  }

  #push(name: StateName): void {
    const first = this.#names.findIndex((one) => one.chart === name.chart && one.label === name.label);
    this.#spans.push(first === -1 ? this.#names.length : first);
    this.#names.push(name);
  }
}

function* leaves({ states = {} }: Defined, path: string): Generator<string, void> {
  const below = Object.entries(states);
  if (below.length === 0) yield path;
  for (const [name, state] of below) yield* leaves(state, path === '' ? name : `${path}.${name}`);
}
