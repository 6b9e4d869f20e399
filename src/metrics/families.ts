/** Families of series that are read when somebody asks. */
import type { Counter, Gauge, Registry } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;
export type Row = readonly [labels: Labels, value: number];

export interface Family {
  /** Without the prefix `holdfast_`; that of a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** As things are now. */
  readonly rows: () => Iterable<Row>;
}

/** Of `prom-client`, which is loaded where it is wanted. */
export interface Makers {
  readonly Counter: typeof Counter;
  readonly Gauge: typeof Gauge;
  readonly registers: Registry[];
}

const prefixed = ({ name }: Family): string => `holdfast_${name}`;

const facts = (family: Family, registers: Registry[]) => ({
  name: prefixed(family),
  help: family.help,
  labelNames: [...family.labels],
  registers,
});

const counter = (family: Family, { Counter: Made, registers }: Makers): Counter =>
  new Made({
    ...facts(family, registers),
    collect() {
      this.reset();
      for (const [labels, value] of family.rows()) this.inc(labels, value);
    },
  });

const gauge = (family: Family, { Gauge: Made, registers }: Makers): Gauge =>
  new Made({
    ...facts(family, registers),
    collect() {
      this.reset();
      for (const [labels, value] of family.rows()) this.set(labels, value);
    },
  });

/** @returns the names of what was registered */
export function registerFamilies(
  counters: readonly Family[],
  gauges: readonly Family[],
  makers: Makers,
): readonly string[] {
  for (const family of counters) counter(family, makers);
  for (const family of gauges) gauge(family, makers);
  return [...counters, ...gauges].map(prefixed);
}
